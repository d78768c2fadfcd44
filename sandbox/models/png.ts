import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'
import { randomFrom } from '@/sandbox/models/random'

const compress = promisify<Buffer, { level: number }, Buffer>(deflate)
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, sum])
}

/** A sky in 192 steps from one colour to another, and a sun in 64. */
const palette = (seed: number): Buffer => {
  const random = randomFrom(seed)
  const colour = (low: number, high: number) => [0, 1, 2].map(() => random.between(low, high))
  const [top, bottom, rim, core] = [colour(10, 110), colour(120, 235), colour(150, 240), colour(225, 255)]
  const mix = (a: number[], b: number[], t: number) =>
    a.map((from, i) => Math.round(from + ((b[i] ?? from) - from) * t))
  const steps = Array.from({ length: 256 }, (_, i) =>
    i < 192 ? mix(top, bottom, i / 191) : mix(rim, core, (i - 192) / 63),
  )
  return Buffer.from(steps.flat())
}

const pixels = (width: number, height: number, seed: number): Buffer => {
  const random = randomFrom(seed ^ 0x5eed)
  const [waves, phase, tilt] = [random.between(1, 3), random.next() * 6.28, random.next() * 0.5 - 0.25]
  const [sunX, sunY, sunR] = [
    random.next() * width,
    (0.2 + random.next() * 0.4) * height,
    (0.06 + random.next() * 0.1) * width,
  ]
  const rows = Buffer.alloc((width + 1) * height)
  const swell = Float64Array.from({ length: width }, (_, x) => {
    const across = x / width
    return tilt * across + 0.06 * Math.sin(across * 6.28 * waves + phase)
  })
  for (let y = 0; y < height; y++) {
    const from = y * (width + 1) + 1
    const down = y / height
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(x - sunX, y - sunY)
      const shade = Math.min(1, Math.max(0, down + (swell[x] ?? 0)))
      rows[from + x] = distance < sunR ? 255 - Math.floor((distance / sunR) * 63) : Math.floor(shade * 191)
    }
  }
  return rows
}

/** A PNG of this size, drawn from its seed: a sky, a slope and a sun. The same seed gives the same bytes. */
export const drawPng = async (width: number, height: number, seed: number): Promise<Buffer> => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const data = await compress(pixels(width, height, seed), { level: 3 })
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', palette(seed)),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

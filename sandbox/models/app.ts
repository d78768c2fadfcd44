import { Hono } from 'hono'
import { providerRoute, type Env } from '@/sandbox/models/arrival'
import { createBill } from '@/sandbox/models/bill'
import { modelList } from '@/sandbox/models/catalog'
import { chatService } from '@/sandbox/models/chat'
import { createControl, isProvider, type Pace } from '@/sandbox/models/control'
import { apiError } from '@/sandbox/models/errors'
import { generationRecord } from '@/sandbox/models/generation-record'
import { draw, imageService, pictureNamed } from '@/sandbox/models/images'
import { jobService, jobStatus } from '@/sandbox/models/jobs'

export interface ModelsOptions {
  /** Where the sandbox is reached, without a slash at the end: links to image files start with it. */
  baseUrl: string
  pace: Pace
  /** How many of the latest requests the bill keeps line by line. */
  billEntries?: number
}

/**
 * The model providers: `/models/<provider>/v1/*` speaks OpenAI's protocol (and jobs), `/models/files/*` serves images,
 * `/models/_control` changes pace and faults, `/models/_bill` is what the providers would charge.
 */
export const createModels = ({ baseUrl, pace, billEntries = 100_000 }: ModelsOptions) => {
  const control = createControl(pace)
  const bill = createBill(billEntries)
  const filesUrl = `${baseUrl}/models/files`
  const app = new Hono<Env>()

  app.get('/models/:provider/v1/models', c => {
    const provider = c.req.param('provider')
    if (isProvider(provider)) return c.json(modelList(provider))
    return c.json(apiError(404, `No provider is called ${provider}.`).body, 404)
  })
  app.post('/models/:provider/v1/chat/completions', providerRoute(control, chatService(control, bill)))
  app.post(
    '/models/:provider/v1/images/generations',
    providerRoute(control, imageService(control, bill, filesUrl)),
  )
  app.post('/models/:provider/v1/jobs', providerRoute(control, jobService(control, bill)))
  app.get('/models/:provider/v1/generation', c => {
    const record = generationRecord(bill, c.req.param('provider'), c.req.query('id') ?? '')
    return record ? c.json(record) : c.json(apiError(404, 'Generation not found.').body, 404)
  })
  app.get('/models/:provider/v1/jobs/:id', c => {
    const job = jobStatus(c.req.param('id'), filesUrl, Date.now())
    return job ? c.json(job) : c.json(apiError(404, 'No such job.').body, 404)
  })

  app.get('/models/files/:file', async c => {
    const picture = pictureNamed(c.req.param('file'))
    if (!picture) return c.notFound()
    const headers = { 'content-type': 'image/png', 'cache-control': 'public, max-age=31536000, immutable' }
    return c.body(new Uint8Array(await draw(picture)), 200, headers)
  })

  app.get('/models/_control', c => c.json(control.show()))
  app.post('/models/_control', async c => {
    const changed = control.change(await c.req.json().catch(() => undefined))
    return changed.ok ? c.json(control.show()) : c.json({ error: { message: changed.message } }, 400)
  })
  app.delete('/models/_control', c => {
    control.reset()
    return c.json(control.show())
  })
  app.get('/models/_bill', c => c.json(bill.read()))
  app.delete('/models/_bill', c => {
    bill.clear()
    return c.json(bill.read())
  })
  return { app, control, bill }
}

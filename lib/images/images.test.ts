import { describe, expect, it } from 'vitest'
import { readCatalog } from '@/lib/catalog/catalog'
import { toProviderBody, unsupportedImageField } from './provider-body'
import { imageRequest, sizeOf, unsoldSize } from './request'

const base = { model: 'novelai/nai-diffusion-3', prompt: 'a lighthouse' }
const read = (more: object = {}) => imageRequest.parse({ ...base, ...more })
const problemOf = (more: object) => {
  const issue = imageRequest.safeParse({ ...base, ...more }).error?.issues[0]
  if (issue?.code === 'unrecognized_keys') return { unknown: issue.keys }
  return issue && { at: issue.path.join('.'), message: issue.message }
}

describe('the size of an image', () => {
  it.each([
    [{}, '1024x1024'],
    [{ size: null }, '1024x1024'],
    [{ size: 'auto' }, '1024x1024'],
    [{ size: '1536x1024' }, '1536x1024'],
    [{ width: 832, height: 1216 }, '832x1216'],
    [{ size: 'auto', width: 832, height: 1216 }, '832x1216'],
    [{ size: '832x1216', width: 832, height: 1216 }, '832x1216'],
  ])('of %j is %s', (dimensions, size) => {
    expect(sizeOf(read(dimensions))).toBe(size)
  })

  it.each([
    [{ size: 'large' }, 'size'],
    [{ size: '0512x512' }, 'size'],
    [{ size: '32x512' }, 'size'],
    [{ size: '4096x512' }, 'size'],
    [{ size: '2048x2048' }, 'size'],
    [{ width: 512 }, 'height'],
    [{ height: 512 }, 'width'],
    [{ width: 20, height: 512 }, 'width'],
    [{ size: '512x512', width: 512, height: 513 }, 'size'],
  ])('%j is refused by name', (dimensions, param) => {
    expect(problemOf(dimensions)).toMatchObject({ at: param })
  })

  it('must be one that the model is sold in, where it is sold by size', () => {
    const sizes = ['1024x1024', '1024x1536']
    expect(unsoldSize(read(), sizes)).toBeNull()
    expect(unsoldSize(read({ width: 1024, height: 1536 }), sizes)).toBeNull()
    expect(unsoldSize(read({ size: '512x512' }), sizes)).toContain('1024x1024, 1024x1536, not 512x512')
    expect(unsoldSize(read({ size: '512x512' }), [])).toBeNull()
  })
})

describe('fields of an image request', () => {
  it.each([['image'], ['mask'], ['style'], ['input_fidelity'], ['extra']])('%s is not known', field => {
    expect(problemOf({ [field]: 'x' })).toEqual({ unknown: [field] })
  })

  it.each([
    [{ n: 0 }, 'n'],
    [{ n: 11 }, 'n'],
    [{ n: 1.5 }, 'n'],
    [{ steps: 51 }, 'steps'],
    [{ prompt: '' }, 'prompt'],
    [{ prompt: ['a'] }, 'prompt'],
    [{ stream: true }, 'stream'],
    [{ partial_images: 2 }, 'partial_images'],
  ])('%j is out of bounds', (more, param) => {
    expect(problemOf(more)).toMatchObject({ at: param })
  })

  it('go only to a provider that takes them', () => {
    const gpt = (more: object) => read({ model: 'gpt-image-1-low', ...more })
    expect(unsupportedImageField(read({ steps: 28, sampler: 'k_euler', seed: 1 }), 'novelai')).toBeNull()
    expect(unsupportedImageField(gpt({ steps: 28 }), 'openai')).toMatchObject({ param: 'steps' })
    expect(unsupportedImageField(gpt({ background: 'transparent' }), 'openai')).toBeNull()
    expect(unsupportedImageField(read({ background: 'transparent' }), 'novelai')).toMatchObject({
      param: 'background',
    })
    expect(unsupportedImageField(gpt({ response_format: 'url' }), 'openai')).toMatchObject({
      param: 'response_format',
    })
    expect(unsupportedImageField(gpt({ response_format: 'b64_json' }), 'openai')).toBeNull()
    expect(unsupportedImageField(read({ user: 'u' }), 'novelai')).toBeNull()
    expect(unsupportedImageField(read(), 'aggregator')).not.toBeNull()
  })

  it('quality is what the model is named for', () => {
    const ask = (quality: string) => read({ model: 'gpt-image-1-low', quality })
    expect(unsupportedImageField(ask('auto'), 'openai')).toBeNull()
    expect(unsupportedImageField(ask('low'), 'openai')).toBeNull()
    expect(unsupportedImageField(ask('high'), 'openai')).toMatchObject({ param: 'quality' })
    expect(unsupportedImageField(read({ quality: 'hd' }), 'novelai')).toMatchObject({ param: 'quality' })
  })
})

describe('what a provider is sent', () => {
  const sent = (more: object, ...to: [Parameters<typeof toProviderBody>[1], string]) =>
    JSON.parse(toProviderBody(read(more), ...to)) as unknown

  it('always says number, size and quality: what is made is what was priced', () => {
    const request = { model: 'gpt-image-1-high', size: 'auto', quality: 'auto', response_format: 'b64_json' }
    expect(sent(request, 'openai', 'gpt-image-1')).toEqual({
      model: 'gpt-image-1',
      prompt: 'a lighthouse',
      n: 1,
      size: '1024x1024',
      quality: 'high',
    })
  })

  it('has the extra parameters as they came', () => {
    const extra = { n: 2, steps: 28, scale: 5.5, sampler: 'k_euler', seed: 0, negative_prompt: 'fog' }
    const request = { ...extra, width: 832, height: 1216, response_format: 'url' }
    expect(sent({ ...request, user: 'u' }, 'novelai', 'nai-3')).toEqual({
      model: 'nai-3',
      prompt: 'a lighthouse',
      size: '832x1216',
      response_format: 'url',
      ...extra,
    })
  })

  it('can be made for every image model of the catalogue at its own providers, and for gpt-image never without its quality', () => {
    const models = readCatalog().flatMap(({ model }) => (model.kind === 'image' ? [model] : []))
    expect(models.length).toBeGreaterThan(5)
    for (const model of models)
      for (const provider of model.providers) {
        const request = read({ model: model.id })
        expect(unsupportedImageField(request, provider)).toBeNull()
        const body = toProviderBody(request, provider, model.upstreamIds[provider] ?? model.id)
        if (provider === 'openai')
          expect(body).toMatch(/"model":"gpt-image-1".*"quality":"(low|medium|high)"/)
      }
  })
})

import type { CatalogCache } from '@/gateway/catalog'
import { Refusal } from '@/gateway/refusal'
import type { Plan } from '@/gateway/turn'
import { chooseProviders } from '@/gateway/upstream/choose'
import type { Model } from '@/lib/catalog/catalog'
import { imageSizesOf } from '@/lib/catalog/rating'
import type { Provider } from '@/lib/env-variables'
import { unsupportedImageField } from '@/lib/images/provider-body'
import { sizeOf, unsoldSize, type ImageRequest } from '@/lib/images/request'

export interface ImagePlan extends Plan {
  readonly size: string
  readonly n: number
}

interface Options {
  readonly hasUpstream: (provider: Provider) => boolean
  /** Whether it runs as a job; some models run no other way. */
  readonly asJob: boolean
}

/** @throws Refusal naming what keeps the request from being served */
export function planImages(
  catalog: CatalogCache,
  request: ImageRequest,
  now: Date,
  { hasUpstream, asJob }: Options,
): ImagePlan {
  const model = findImageModel(catalog, request.model, now, asJob)
  const unsold = unsoldSize(request, imageSizesOf(catalog.book, model, now))
  if (unsold) throw invalid('size', unsold)
  return {
    model,
    providers: chooseProviders(
      model,
      hasUpstream,
      provider => unsupportedImageField(request, provider),
      ({ param, problem }) => invalid(param, problem),
    ),
    size: sizeOf(request),
    n: request.n ?? 1,
  }
}

function findImageModel(catalog: CatalogCache, id: string, now: Date, asJob: boolean): Model {
  const model = catalog.find(id, now)
  if (!model) throw new Refusal('model_not_found', { model: id })
  if (model.kind !== 'image')
    throw new Refusal('wrong_model_kind', { model: id, endpoint: 'POST /chat/completions' })
  if (model.jobsOnly && !asJob) throw new Refusal('jobs_only_model', { model: id })
  return model
}

function invalid(param: string, problem: string): Refusal {
  return new Refusal('invalid_request', { problem: `Invalid value for '${param}': ${problem}.`, param })
}

import {
  Counter,
  Histogram,
  type MetricObjectWithValues,
  type MetricValueWithName,
  type Registry,
} from 'prom-client'

interface Description {
  readonly name: string
  readonly help: string
  readonly registry: Registry
}

/**
 * A counter whose increments are additions in a map: the library's own cost a hash of the labels each, several times per
 * request. Labels are put together only when somebody reads.
 */
export class Tally<L extends string> {
  readonly #counts = new Map<string, number>()

  constructor({ name, help, registry }: Description, labelNames: readonly L[]) {
    const counts = this.#counts
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect() {
        this.reset()
        for (const [key, count] of counts) this.inc(toLabels(labelNames, key), count)
      },
    })
  }

  /** Adds units under the values of the labels, in their order. */
  add(units: number, first = '', second = ''): void {
    const key = second === '' ? first : `${first}\n${second}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + units)
  }
}

function toLabels<L extends string>(names: readonly L[], key: string): Record<L, string> {
  const values = key.split('\n')
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) as Record<L, string>
}

interface Series {
  /** Observations by bucket; the last one is of those above every bound. */
  readonly buckets: Float64Array
  sum: number
}

/** A histogram of at most one label, tallied as `Tally` is. Values are in the unit that the name ends with. */
export class TalliedHistogram<L extends string = never> extends Histogram<L> {
  readonly #series = new Map<string, Series>()
  readonly #name: string
  readonly #help: string

  constructor(
    { name, help, registry }: Description,
    private readonly bounds: readonly number[],
    private readonly labelName: L | null = null,
  ) {
    super({
      name,
      help,
      labelNames: labelName === null ? [] : [labelName],
      buckets: [...bounds],
      registers: [registry],
    })
    this.#name = name
    this.#help = help
  }

  tally(value: number, label = ''): void {
    let series = this.#series.get(label)
    if (!series) {
      series = { buckets: new Float64Array(this.bounds.length + 1), sum: 0 }
      this.#series.set(label, series)
    }
    let bucket = 0
    while (bucket < this.bounds.length && value > (this.bounds[bucket] ?? 0)) bucket += 1
    series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1
    series.sum += value
  }

  override get(): Promise<MetricObjectWithValues<MetricValueWithName<L>>> {
    return Promise.resolve({
      name: this.#name,
      help: this.#help,
      type: 'histogram' as never,
      aggregator: 'sum',
      collect: () => undefined,
      values: [...this.#series].flatMap(([label, series]) => this.#toValues(label, series)),
    })
  }

  /** What the registry calls to print; the library's own would read its own buckets. */
  getForPromString(): Promise<MetricObjectWithValues<MetricValueWithName<L>>> {
    return this.get()
  }

  #toValues(label: string, { buckets, sum }: Series): MetricValueWithName<L>[] {
    const name = this.#name
    const own = this.labelName === null ? {} : { [this.labelName]: label }
    let count = 0
    const cumulative = [...buckets].map((observed, i) => {
      count += observed
      const le = this.bounds[i] ?? '+Inf'
      return { metricName: `${name}_bucket`, labels: { ...own, le }, value: count }
    })
    const totals = [
      { metricName: `${name}_sum`, labels: own, value: sum },
      { metricName: `${name}_count`, labels: own, value: count },
    ]
    return [...cumulative, ...totals] as MetricValueWithName<L>[]
  }
}

// What an operator's Prometheus reads.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** `route` is the contract's path, never the client's. */
  count(route: string, status: number, seconds: number): void
}

export const createMetrics = (
  readGauges: () => Readonly<Record<string, number>>,
  worker: number | null = null,
): Metrics => {
  const registry = new Registry()
  if (worker !== null) registry.setDefaultLabels({ worker: String(worker) })
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'hawker_http_requests_total',
    help: 'Requests by route and status.',
    labelNames: ['route', 'status'],
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'hawker_http_request_seconds',
    help: 'How long requests took.',
    buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  const gauges = new Map<string, Gauge>()
  return {
    contentType: registry.contentType,
    text: async () => {
      for (const [name, value] of Object.entries(readGauges())) {
        const known = gauges.get(name) ?? new Gauge({ name, help: name.replaceAll('_', ' '), registers: [registry] })
        gauges.set(name, known)
        known.set(value)
      }
      return await registry.metrics()
    },
    count: (route, status, seconds) => {
      requests.inc({ route, status })
      durations.observe(seconds)
    },
  }
}

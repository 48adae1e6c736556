// What an operator's Prometheus reads.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  /** `route` is the contract's path, never the client's. */
  count(route: string, status: number, seconds: number): void
}

export const createMetrics = (): Metrics => {
  const registry = new Registry()
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
  return {
    registry,
    count: (route, status, seconds) => {
      requests.inc({ route, status })
      durations.observe(seconds)
    },
  }
}

// A6: which host names this server answers for. Links are made from PUBLIC_URL and never from what a client says.

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/

const withoutDefaultPort = (host: string, protocol: string): string =>
  host.replace(protocol === 'https:' ? /:443$/ : /:80$/, '')

/** Whether a Host header is ours, exactly; two headers arrive joined by a comma and are nobody's. */
export const createHostCheck = (publicUrl: string): ((host: string | null) => boolean) => {
  const { host: own, protocol } = new URL(publicUrl)
  return (host) => {
    if (host === null) return false
    if (host === own || LOOPBACK_HOST.test(host)) return true
    return withoutDefaultPort(host.toLowerCase(), protocol) === own
  }
}

// What browsers are told about each kind of answer (X2, X3).
export interface SecurityPolicy {
  /** For everything that is not a page: JSON, problems, files. */
  readonly data: Readonly<Record<string, string>>
  viewer(): Record<string, string>
  /** Studio, console and shop; `nonce` admits the styles their component library writes. */
  staff(page: 'studio' | 'console' | 'shop', nonce: string): Record<string, string>
  docs(nonce: string): Record<string, string>
}

const directives = (parts: Readonly<Record<string, string>>): string =>
  Object.entries(parts)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ')

/** What Stripe's own script needs of the page that takes cards: nothing else is ever loaded from elsewhere. */
const withCards = (page: Readonly<Record<string, string>>): Record<string, string> => ({
  ...page,
  'script-src': `${page['script-src']} https://js.stripe.com https://*.js.stripe.com`,
  'connect-src': `${page['connect-src']} https://api.stripe.com`,
  'frame-src': 'https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com',
})

export const createSecurityPolicy = (publicUrl: string, cardPages = false): SecurityPolicy => {
  const { protocol, host } = new URL(publicUrl)
  const socket = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`
  const common: Record<string, string> = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    ...(protocol === 'https:' ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  }
  const page = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data: blob:",
    'media-src': "'self' blob:",
    'connect-src': `'self' ${socket}`,
    'worker-src': "'self' blob:",
    'font-src': "'self'",
    'manifest-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  }
  return {
    data: {
      ...common,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    },
    viewer: () => ({
      ...common,
      'content-security-policy': directives(cardPages ? withCards(page) : page),
      'cache-control': 'no-cache',
    }),
    staff: (kind, nonce) => ({
      ...common,
      ...(kind === 'studio' ? { 'permissions-policy': 'camera=(self), microphone=(self), geolocation=()' } : {}),
      'content-security-policy': directives({ ...page, 'style-src': `'self' 'nonce-${nonce}'` }),
      'cache-control': 'no-store',
    }),
    docs: (nonce) => ({
      ...common,
      'content-security-policy': directives({
        'default-src': "'none'",
        'style-src': `'nonce-${nonce}'`,
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
      }),
      'cache-control': 'no-cache',
    }),
  }
}

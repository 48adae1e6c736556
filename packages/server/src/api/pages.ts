// The built pages: four HTML files by path, and the files beside them. Only names found on disk are ever opened.
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Chance } from '#kernel/chance'
import type { SecurityPolicy } from './security-headers.ts'

export type Page = 'viewer' | 'studio' | 'console' | 'shop'

const NONCE_BYTES = 16
/** How often the folder is listed again when a name is not found: a build may have come meanwhile. */
const LIST_EVERY_MS = 1_000

/** `/r/*` and `/me/*` are the viewer's, `/signin*` is the console's, each other page's what begins with its name. */
export const pageOf = (pathname: string): Page | null => {
  if (pathname === '/' || /^\/(r|me)(\/|$)/.test(pathname)) return 'viewer'
  if (/^\/studio(\/|$)/.test(pathname)) return 'studio'
  if (/^\/shop(\/|$)/.test(pathname)) return 'shop'
  return /^\/(console|signin)(\/|$)/.test(pathname) ? 'console' : null
}

const listFiles = (dir: string): ReadonlySet<string> => {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return new Set()
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true })
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => `/${path.relative(dir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')}`),
  )
}

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Hawker</title>
<p>The pages are not built yet: run <code>npm run build</code> and load this again.</p>`

export interface PagesOptions {
  readonly dir: string
  readonly policy: SecurityPolicy
  readonly chance: Chance
}

export const createPages = ({ dir, policy, chance }: PagesOptions) => {
  let files = listFiles(dir)
  let listedAt = performance.now()
  const has = (name: string): boolean => {
    if (files.has(name)) return true
    if (performance.now() - listedAt < LIST_EVERY_MS) return false
    files = listFiles(dir)
    listedAt = performance.now()
    return files.has(name)
  }

  const html = (text: string, status: number, headers: Record<string, string>) =>
    new Response(text, { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } })

  const servePage = async (page: Page): Promise<Response> => {
    if (!has(`/${page}.html`)) return html(NOT_BUILT, 503, policy.viewer())
    const text = await Bun.file(path.join(dir, `${page}.html`)).text()
    if (page === 'viewer') return html(text, 200, policy.viewer())
    const nonce = Buffer.from(chance.bytes(NONCE_BYTES)).toString('base64url')
    const marked = text.replace('<head>', `<head>\n    <meta property="csp-nonce" nonce="${nonce}">`)
    return html(marked, 200, policy.staff(page, nonce))
  }

  /** null: no page and no file of ours. */
  return (pathname: string): Promise<Response> | Response | null => {
    const page = pageOf(pathname)
    if (page !== null) return servePage(page)
    if (pathname.endsWith('.html') || !has(pathname)) return null
    const immutable = pathname.startsWith('/assets/')
    return new Response(Bun.file(path.join(dir, pathname)), {
      headers: {
        ...policy.data,
        'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      },
    })
  }
}

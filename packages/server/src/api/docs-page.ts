// The contract as a page people read: no script, nothing from elsewhere.
import type { ApiDescription } from './openapi.ts'

const escapeHtml = (text: unknown): string => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

interface Shape {
  type?: string | string[]
  format?: string
  enum?: unknown[]
  items?: Shape
  properties?: Record<string, Shape>
  required?: string[]
  anyOf?: Shape[]
  oneOf?: Shape[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  const?: unknown
}

const limitsOf = (shape: Shape): string => {
  const { minimum, maximum, minLength, maxLength, pattern } = shape
  const range = (low?: number, high?: number, unit = '') => {
    if (low === undefined && high === undefined) return ''
    if (high === undefined) return ` ≥ ${low}${unit}`
    return ` ${low ?? ''}…${high}${unit}`
  }
  return `${range(minimum, maximum)}${range(minLength, maxLength, ' characters')}${pattern ? ` ${pattern}` : ''}`
}

const typeOf = (shape: Shape): string => {
  if (shape.enum) return shape.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (shape.const !== undefined) return JSON.stringify(shape.const)
  const union = shape.anyOf ?? shape.oneOf
  if (union) return union.map(typeOf).join(' | ')
  const names = [shape.type ?? 'any'].flat()
  return names.map((name) => (name === 'array' ? `${typeOf(shape.items ?? {})}[]` : (shape.format ?? name))).join(' | ')
}

const insideOf = (shape: Shape): Shape | null => {
  if (shape.properties) return shape
  if (shape.items) return insideOf(shape.items)
  for (const part of shape.anyOf ?? shape.oneOf ?? []) {
    const inside = insideOf(part)
    if (inside) return inside
  }
  return null
}

const rowsOf = (shape: Shape, prefix = '', depth = 0): string => {
  const inside = insideOf(shape)
  if (!inside || depth > 3) return ''
  return Object.entries(inside.properties ?? {})
    .map(([name, field]) => {
      const optional = inside.required?.includes(name) ? '' : '?'
      const row = `<tr><td><code>${escapeHtml(prefix + name)}${optional}</code></td><td>${escapeHtml(typeOf(field) + limitsOf(field))}</td></tr>`
      return row + rowsOf(field, `${prefix}${name}.`, depth + 1)
    })
    .join('')
}

const table = (title: string, rows: string): string => (rows ? `<h4>${title}</h4><table>${rows}</table>` : '')

interface Operation {
  summary?: string
  description?: string
  tags?: string[]
  operationId?: string
  parameters?: { name: string; in: string; required?: boolean; schema?: Shape }[]
  requestBody?: { content?: Record<string, { schema?: Shape }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Shape }> }>
}

const section = (method: string, path: string, operation: Operation): string => {
  const parameters = (operation.parameters ?? [])
    .map(
      ({ name, in: place, required, schema = {} }) =>
        `<tr><td><code>${escapeHtml(name)}${required ? '' : '?'}</code></td><td>${place}, ${escapeHtml(typeOf(schema) + limitsOf(schema))}</td></tr>`,
    )
    .join('')
  const responses = Object.entries(operation.responses ?? {})
  const success = responses.find(([status]) => status < '300')
  const refusals = responses
    .filter(([status]) => status >= '300')
    .flatMap(([status, response]) => (response.description ?? '').split('\n').map((line) => [status, line] as const))
    .map(([status, line]) => {
      const [code = '', message = ''] = line.split('`: ')
      return `<tr><td>${status} <code>${escapeHtml(code.replace('`', ''))}</code></td><td>${escapeHtml(message)}</td></tr>`
    })
    .join('')
  return `<details id="${escapeHtml(operation.operationId)}"><summary><b class="${method}">${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> <span>${escapeHtml(operation.summary)}</span></summary>
<p>${escapeHtml(operation.description)}</p>
${table('Parameters', parameters)}
${table('Body', rowsOf(operation.requestBody?.content?.['application/json']?.schema ?? {}))}
${table(`Answer ${success?.[0] ?? ''}`, rowsOf(success?.[1].content?.['application/json']?.schema ?? {}))}
${table('Refusals', refusals)}
</details>`
}

const STYLE = `:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 16%,transparent)}
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{margin:2rem 0 .5rem;text-transform:capitalize}h4{margin:1rem 0 .25rem}
details{border-top:1px solid var(--line);padding:.5rem 0}summary{cursor:pointer}summary span{opacity:.7}
b{display:inline-block;min-width:4.5em}.get{color:#2a7a4b}.post{color:#b04a1c}.put,.patch{color:#8a6a00}.delete{color:#b3261e}
table{border-collapse:collapse;width:100%}td{padding:.2rem .5rem .2rem 0;vertical-align:top;border-top:1px solid var(--line);overflow-wrap:anywhere}
td:first-child{width:34%}code{font:13px ui-monospace,monospace}`

export const renderDocs = (document: ApiDescription, nonce: string): string => {
  const byTag = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(methods as Record<string, Operation>)) {
      const tag = operation.tags?.[0] ?? 'other'
      byTag.set(tag, [...(byTag.get(tag) ?? []), section(method, path, operation)])
    }
  const body = [...byTag].map(([tag, sections]) => `<h2>${escapeHtml(tag)}</h2>${sections.join('\n')}`).join('\n')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Hawker API</title><style nonce="${nonce}">${STYLE}</style></head>
<body><h1>Hawker API</h1>
<p>${escapeHtml(document.info.description)} The same for programs: <a href="/api/openapi.json">openapi.json</a>.</p>
${body}
</body></html>`
}

// What a start prints for the one who started it.
import type { Bootstrapped } from '#accounts'
import type { Config } from '#config'

export interface Opened {
  readonly config: Pick<Config, 'publicUrl' | 'rtmpPort'>
  readonly bootstrapped: Bootstrapped
}

export const welcome = ({ config, bootstrapped }: Opened): string => {
  const { publicUrl, rtmpPort } = config
  const { link, generatedSecret } = bootstrapped
  const lines = [
    `viewer   ${publicUrl}/`,
    `studio   ${publicUrl}/studio`,
    `console  ${publicUrl}/console`,
    `shop     ${publicUrl}/shop`,
    `ingest   rtmp://${new URL(publicUrl).hostname}:${rtmpPort}/live`,
    `api      ${publicUrl}/api/docs`,
  ]
  if (link) lines.push('', `Sign in once, within 15 minutes: ${publicUrl}/signin#${link.token}`)
  if (generatedSecret) lines.push('', `The secret of app ${bootstrapped.app}, shown once: ${generatedSecret}`)
  return `\n${lines.map((line) => (line ? `  ${line}` : '')).join('\n')}\n\n`
}

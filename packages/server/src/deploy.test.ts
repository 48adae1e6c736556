// The files in deploy/ are part of the promise: what they must say stands here.
import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { readConfig } from '#config'

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '../../../deploy', file), 'utf8')

test('O8 the unit file gives no more rights than are needed', () => {
  const unit = read('hawker.service')
  for (const line of ['User=hawker', 'NoNewPrivileges=yes', 'ProtectSystem=strict', 'StateDirectoryMode=0700'])
    expect(unit).toContain(`\n${line}\n`)
  expect(unit).toContain('\nCapabilityBoundingSet=\n')
  expect(Number(/TimeoutStopSec=(\d+)/.exec(unit)?.[1])).toBeGreaterThan(15)
})

test('O8 the container runs as no root, on a root that is read-only', () => {
  expect(read('Dockerfile')).toMatch(/\nUSER node\n/)
  expect(read('compose.yaml')).toMatch(/read_only: true[\s\S]*cap_drop: \[ALL\][\s\S]*no-new-privileges:true/)
})

test('A8 the proxy speaks HTTP/1.1, names our host itself, overwrites the client’s address and logs no query', () => {
  const nginx = read('nginx.conf')
  expect(nginx).toContain('proxy_http_version 1.1;')
  expect(nginx).toContain('proxy_set_header Host $server_name;')
  expect(nginx).toContain('proxy_set_header X-Forwarded-For $remote_addr;')
  expect(nginx).not.toMatch(/\$http_host|\$proxy_add_x_forwarded_for|"\$request"/)
  expect(nginx).toContain('client_max_body_size 16m;')
})

test('the example settings are ones that the server takes', () => {
  const set = read('example.env').matchAll(/^#? ?([A-Z_]+)=(\S*)$/gm)
  const env = Object.fromEntries([...set].map(([, name, value]) => [name, value]))
  expect(readConfig(env).publicUrl).toBe('http://localhost:8080')
})

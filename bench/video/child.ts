// A Bun process that is talked to over IPC, one question at a time.
import { join } from 'node:path'

export interface Child {
  ask<A>(question: unknown): Promise<A>
  stop(): Promise<void>
}

export const startChild = async (file: string, ...args: string[]): Promise<Child> => {
  let answer: (value: unknown) => void = () => {}
  const next = () =>
    new Promise<unknown>((resolve) => {
      answer = resolve
    })
  const ready = next()
  const child = Bun.spawn([process.execPath, join(import.meta.dir, file), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ipc: (message) => answer(message),
  })
  const died = child.exited.then((code) => {
    throw new Error(`${file} ended with ${code}`)
  })
  died.catch(() => {})
  await Promise.race([ready, died])
  return {
    async ask<A>(question: unknown) {
      const answered = next()
      child.send(question)
      return (await Promise.race([answered, died])) as A
    },
    async stop() {
      child.disconnect()
      await child.exited
    },
  }
}

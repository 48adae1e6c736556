import { expect, test } from 'bun:test'
import { createAsking, createNewest } from './asking.ts'

test('a question is asked when the one before is answered, so its answer is the newer one', async () => {
  const { ask } = createAsking()
  const first = Promise.withResolvers<string>()
  const happened: string[] = []
  const take = (answer: string) => void happened.push(`heard ${answer}`)
  const both = [
    ask(() => first.promise, take),
    ask(async () => {
      happened.push('asked second')
      return 'second'
    }, take),
  ]
  first.resolve('first')
  expect(await Promise.all(both)).toEqual(['first', 'second'])
  expect(happened).toEqual(['heard first', 'asked second', 'heard second'])
})

test('what is told while an answer is on its way comes after it; what was told before is in it', async () => {
  const { ask, tell } = createAsking<string>()
  const answer = Promise.withResolvers<string>()
  tell('before')
  const heard: unknown[] = []
  const asked = ask(
    () => {
      queueMicrotask(() => {
        tell('meanwhile')
        answer.resolve('answer')
      })
      return answer.promise
    },
    (...all) => heard.push(all),
  )
  await asked
  tell('after')
  await ask(
    async () => 'again',
    (...all) => heard.push(all),
  )
  expect(heard).toEqual([
    ['answer', ['meanwhile']],
    ['again', []],
  ])
})

test('a question that threw is no reason not to ask the next', async () => {
  const { ask } = createAsking()
  const fails = ask(
    () => Promise.reject(new Error('a bug')),
    () => {},
  )
  const next = ask(
    async () => 1,
    () => {},
  )
  expect(fails).rejects.toThrow('a bug')
  expect(await next).toBe(1)
})

test('of answers that come out of order the newest stands; before it an older one is better than none', () => {
  const { ask } = createNewest()
  const [first, second, third] = [ask(), ask(), ask()]
  expect([first(), third(), second()]).toEqual([true, true, false])
})

test('an answer about something else does not count', () => {
  const { ask, forget } = createNewest()
  const before = ask()
  forget()
  const after = ask()
  expect([before(), after()]).toEqual([false, true])
})

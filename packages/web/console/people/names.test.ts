import { expect, test } from 'bun:test'
import { createNames } from './names.ts'

const person = (id: string, name: string) => ({ id: id as never, name })

test('a name stays known after its line has scrolled away, the oldest goes first', () => {
  const names = createNames(2)
  names.learn(person('a', 'Ann'))
  names.learn(person('b', 'Bo'))
  names.learn(person('a', 'Anna'))
  names.learn(person('c', 'Cy'))
  expect([names.of('a'), names.of('b'), names.of('c')]).toEqual(['Anna', undefined, 'Cy'])
})

import { expect, test } from 'bun:test'
import { addressLines } from './address-text.ts'

const home = {
  ...{ name: 'Ann Lee', phone: '+86 138 0013 8000', country: 'CN', region: 'Jiangxi', city: 'Jingdezhen' },
  ...{ line1: 'Kiln Lane 7', line2: '', postcode: '333000' },
}

test('an address is told as it stands on a parcel, without what is empty', () => {
  expect(addressLines(home, 'China')).toEqual([
    ...['Ann Lee', '+86 138 0013 8000', 'Kiln Lane 7', '333000 Jingdezhen, Jiangxi', 'China'],
  ])
  expect(addressLines({ ...home, region: '', postcode: '', line2: '2nd floor' }, 'China').slice(2)).toEqual([
    ...['Kiln Lane 7', '2nd floor', 'Jingdezhen', 'China'],
  ])
})

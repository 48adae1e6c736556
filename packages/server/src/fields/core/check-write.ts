// One write of custom fields: all of it or nothing.
import { FIELD_VALUE_MAX_BYTES, type FieldDeclaration, type FieldRole, type Refusal, refuse } from '@hawker/protocol'
import { mayDo, permissionIn } from './roles.ts'
import { bytesIn, checkTexts, refuseAt } from './text.ts'

/** `declared`: fields of the app, those that are written among them. Answers what everybody may read: that is told. */
export const checkWrite = (
  declared: readonly FieldDeclaration[],
  { type, role }: { type: string; role: FieldRole },
  values: Readonly<Record<string, string>>,
): { readonly told: Record<string, string> } | Refusal => {
  const bad = checkTexts('values', values)
  if (bad) return bad
  const told: [string, string][] = []
  for (const [name, value] of Object.entries(values)) {
    const field = declared.find((one) => one.of === 'room' && one.name === name)
    const permission = field && permissionIn(field, type)
    if (!permission) return refuse('not-found', { message: `Rooms of type ${type} have no field ${name}.` })
    if (!mayDo(permission.write, role))
      return refuse('not-allowed', { message: `You may not write the field ${name}.` })
    if (bytesIn(value) > FIELD_VALUE_MAX_BYTES)
      return refuseAt(`values.${name}`, `at most ${FIELD_VALUE_MAX_BYTES} bytes in UTF-8`)
    if (permission.read === 'anyone') told.push([name, value])
  }
  return { told: Object.fromEntries(told) }
}

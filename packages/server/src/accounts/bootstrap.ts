// The first start: makes the app and its owner, from the configuration or by itself. Later starts change nothing.
import { AppId, isRefusal, type Millis } from '@hawker/protocol'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import { StartError } from '#kernel/start-error'
import type { Apps } from './apps.ts'
import { foldEmail } from './core/names.ts'
import { weakness } from './core/password-rule.ts'
import type { SignInLinks } from './sign-in-links.ts'
import type { Staff } from './staff.ts'

export const APP_SECRET_MIN_CHARACTERS = 16
const GENERATED_EMAIL = 'owner@localhost'
const EMAIL_MAX_CHARACTERS = 254

export interface BootstrapValues {
  readonly appId?: string | null | undefined
  readonly appSecret?: string | null | undefined
  readonly adminEmail?: string | null | undefined
  readonly adminPassword?: string | null | undefined
}

export interface Bootstrapped {
  readonly app: AppId
  readonly createdApp: boolean
  /** Only when it was generated just now; it is shown once and kept sealed. */
  readonly generatedSecret: string | null
  readonly adminEmail: string
  /** To print: the owner has no password yet. Good for 15 minutes, once; each start makes another while that is so. */
  readonly link: { readonly token: string; readonly expiresAt: Millis } | null
}

/** Unset is undefined or null: configurations say it either way. */
const given = (values: BootstrapValues) => ({
  appId: values.appId ?? undefined,
  appSecret: values.appSecret ?? undefined,
  adminEmail: values.adminEmail ?? undefined,
  adminPassword: values.adminPassword ?? undefined,
})

const check = ({ appId, appSecret, adminEmail, adminPassword }: ReturnType<typeof given>): void => {
  if (appId !== undefined && !AppId.safeParse(appId).success)
    throw new StartError('BOOTSTRAP_APP_ID takes 1 to 64 of A-Z a-z 0-9 _ -.')
  if (appSecret !== undefined && appSecret.length < APP_SECRET_MIN_CHARACTERS)
    throw new StartError(`BOOTSTRAP_APP_SECRET takes at least ${APP_SECRET_MIN_CHARACTERS} characters.`)
  if (adminEmail !== undefined && (adminEmail.length > EMAIL_MAX_CHARACTERS || !/^[^\s@]+@[^\s@]+$/.test(adminEmail)))
    throw new StartError('BOOTSTRAP_ADMIN_EMAIL takes an e-mail address.')
  const weak = adminPassword === undefined ? null : weakness(adminPassword, adminEmail ?? GENERATED_EMAIL)
  if (weak !== null) throw new StartError(`BOOTSTRAP_ADMIN_PASSWORD ${weak}.`)
}

export const bootstrap = async (
  wanted: BootstrapValues,
  { apps, staff, links, chance }: { apps: Apps; staff: Staff; links: SignInLinks; chance: Chance },
): Promise<Bootstrapped> => {
  const values = given(wanted)
  check(values)
  const app =
    values.appId === undefined
      ? (apps.oldest() ?? AppId.parse(`app-${randomId(chance, 8)}`))
      : AppId.parse(values.appId)
  // Of several processes that start at once one makes the app; to the others the refusal says that it is there.
  const made = apps.has(app) ? null : await apps.create({ id: app, name: app, secret: values.appSecret })
  const createdApp = made !== null && !isRefusal(made)

  const owners = async () => (await staff.list(app)).filter(({ role }) => role === 'owner')
  let [owner] = await owners()
  if (!owner) {
    const email = values.adminEmail ?? GENERATED_EMAIL
    const name = foldEmail(email).split('@')[0]!.slice(0, 32)
    const member = { email, role: 'owner' as const, password: values.adminPassword }
    const first = await staff.add(app, { ...member, name }, null)
    if (isRefusal(first) && first.refused === 'invalid') await staff.add(app, { ...member, name: 'Owner' }, null)
    ;[owner] = await owners()
    if (!owner) throw new StartError('BOOTSTRAP_ADMIN_EMAIL is the address of somebody who is not an owner here.')
  }
  const account = await staff.byId(app, owner.id)
  return {
    app,
    createdApp,
    generatedSecret: createdApp && values.appSecret === undefined ? made.secret : null,
    adminEmail: owner.email,
    link: account?.passwordHash === null ? await links.make(app, owner.id) : null,
  }
}

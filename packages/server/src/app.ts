// The house, wired top to bottom. Nobody else knows who needs whom.
import path from 'node:path'
import type { AppId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type Bootstrapped, openAccounts, TICKET_LIFE_MS } from '#accounts'
import { createAddresses } from '#addresses'
import { type ApiOptions, createApi } from '#api'
import { createAudience } from '#audience'
import { createAudit } from '#audit'
import { openBetween } from '#between'
import { type BusHealth, openBus } from '#bus'
import { countPayments, countRevenue, countStock, createCommerce, listPricedClaims, sumPricedClaims } from '#commerce'
import type { Config } from '#config'
import { createCoupons, listUsedClaims, sumUsedClaims } from '#coupons'
import { openDatabase } from '#db'
import { createFields } from '#fields'
import { createGateway, type Gateway, type GatewayLimits } from '#gateway'
import { countCoins, createBoardRoutes, createGifts, createTransferRoutes } from '#gifts'
import { compareClaims, createInvariants, type Truths } from '#invariants'
import { createJournal, type Untold } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import { StartError } from '#kernel/start-error'
import { openLeases } from '#leases'
import { createLevels } from '#levels'
import { createLive } from '#live'
import { createMessages } from '#messages'
import { createModeration } from '#moderation'
import { createPictures, startSweepEffects } from '#pictures'
import { openRooms, type Rooms } from '#rooms'
import { systemChance } from '#system/chance'
import { systemClock, systemTimers } from '#system/clock'
import { descriptorLimit } from '#system/descriptors'
import { type Log, openLog } from '#system/log'
import { openOutside } from '#system/outside'
import { keepFreePort, listen } from './listen.ts'

const WEB_DIR = path.join(import.meta.dirname, '../../web/dist')
/** How long an orderly end may take; what is left then is cut. */
const DRAIN_MS = 10_000
const SOCKETS_DRAIN_MS = 3_000
/** What a request under way may still take once the sockets are gone. */
const REQUESTS_DRAIN_MS = 2_000
const DESCRIPTORS_WARNED_BELOW = 8_192

export interface AppOverrides {
  readonly log?: Log
  readonly clock?: Clock
  readonly timers?: Timers
  readonly chance?: Chance
  readonly webDir?: string
  readonly rates?: ApiOptions['rates']
  readonly gatewayLimits?: Partial<GatewayLimits>
}

const nothingNew = (app: AppId): Bootstrapped => ({
  ...{ app, createdApp: false, generatedSecret: null, adminEmail: '', link: null },
})

const gaugesOfSockets = (gateway: Gateway) => {
  const { sockets, mute, people, turnedAway } = gateway.counts()
  return {
    hawker_sockets: sockets,
    hawker_sockets_mute: mute,
    hawker_people: people,
    hawker_turned_away: turnedAway,
  }
}

const gaugesOfBus = ({ redis, roomsAlone, keptEntries, lostEntries }: BusHealth): Record<string, number> =>
  redis === 'none'
    ? {}
    : {
        hawker_redis_up: redis === 'up' ? 1 : 0,
        hawker_rooms_alone: roomsAlone,
        hawker_log_kept_entries: keptEntries,
        hawker_log_lost_entries: lostEntries,
      }

export type App = Awaited<ReturnType<typeof openApp>>

export const openApp = async (wanted: Config, overrides: AppOverrides = {}) => {
  const kept = wanted.port === 0 ? keepFreePort(wanted.host) : null
  const port = kept?.port ?? wanted.port
  const publicUrl = wanted.port === 0 ? wanted.publicUrl.replace(/:0$/, `:${port}`) : wanted.publicUrl
  const config = { ...wanted, port, publicUrl }
  const log = overrides.log ?? openLog(config.logLevel)
  const clock = overrides.clock ?? systemClock
  const timers = overrides.timers ?? systemTimers(log)
  const chance = overrides.chance ?? systemChance
  const machine = { clock, timers, chance, log }

  const closers: (() => unknown)[] = [() => kept?.release()]
  const owned = <T>(thing: T, close: (thing: T) => unknown): T => {
    closers.unshift(() => close(thing))
    return thing
  }
  const closeAll = async () => {
    for (const close of closers.splice(0))
      await Promise.resolve()
        .then(close)
        .catch((error) => log.error({ err: error }, 'a part did not close well'))
  }

  try {
    const { databaseUrl, dataDir } = config
    const db = owned(await openDatabase({ url: databaseUrl, dataDir, log }), (it) => it.close())
    const processId = `${config.worker?.index ?? 0}-${randomId(chance, 10)}`
    const bus = owned(await openBus({ ...machine, redisUrl: config.redisUrl, processId }), (it) => it.stop())
    const { notices, roomLog } = bus
    const sole = config.redisUrl === null
    const degraded = () => (bus.health().redis === 'down' ? ['redis'] : [])
    const leases = owned(openLeases({ ...machine, db, holder: processId, sole }), (it) => it.stop())
    const journal = createJournal({ db })
    const accounts = owned(
      await openAccounts({
        ...{ ...machine, db, journal, notices, publicUrl, dataDir, secretsKey: config.secretsKey },
        ticketUses: bus.once('ticket', TICKET_LIFE_MS),
        hasRoom: async (app, room): Promise<boolean> => (await rooms.find(app, room)) !== null,
      }),
      (it) => it.stop(),
    )
    const bootstrapped = config.worker ? null : await accounts.bootstrap(config.bootstrap)
    if (config.worker) accounts.serve(config.bootstrap.appId)
    let ordersTold: ((entry: Untold) => Promise<void>) | null = null
    const rooms: Rooms = owned(
      await openRooms({
        ...{ ...machine, db, journal, notices, log: roomLog, logger: log, personOf: accounts.person },
        ...{ processId, leases, degraded, isAlone: () => bus.health().redis !== 'up' },
        isCutOff: () => bus.health().redis === 'down',
        // Commerce opens after rooms: until then what is untold stays so.
        tellPeople: async (entry) => {
          await ordersTold?.(entry)
          return ordersTold !== null
        },
        ...(sole ? {} : { presence: bus.presence }),
      }),
      (it) => it.stop(),
    )
    const between = sole
      ? null
      : owned(
          openBetween({
            ...{ host: config.internalHost, key: accounts.secrets.derive('between:v1'), clock, log },
            port: config.internalPort && config.internalPort + (config.worker?.index ?? 0),
          }),
          (it) => it.stop(),
        )
    if (between) leases.reachedAt(between.address)
    const live = owned(
      createLive({
        ...machine,
        db,
        rooms,
        journal,
        seal: accounts.secrets,
        publicUrl,
        rtmpPort: config.rtmpPort,
        rtmpHost: config.rtmpHost,
        rtmpShared: config.worker !== null,
        others: between && { between, leases, notices },
      }),
      (it) => it.stop(),
    )
    const addresses = createAddresses({ db })
    const pictures = createPictures({ db, chance, dataDir })
    owned(startSweepEffects({ ...machine, leases, sweep: pictures.sweepEffects }), (it) => it.stop())
    const coupons = owned(createCoupons({ ...machine, db, journal, rooms, leases }), (it) => it.stop())
    const commerce = owned(
      createCommerce({
        ...{ keepPicture: pictures.keep, outside: openOutside({ allowPrivate: config.allowPrivateShops }) },
        ...{ ...machine, db, journal, rooms, leases },
        ...{ payments: config.payments, stripe: config.stripe },
        ...{ coupons: coupons.use, addresses, hasCustomers: accounts.hasCustomers },
      }),
      (it) => it.stop(),
    )
    ordersTold = commerce.tellAgain
    const gifts = owned(
      createGifts({
        ...{ ...machine, db, journal, rooms },
        payments: config.payments,
        openRoomsOf: (app) => rooms.openRoomIds(app),
        findEffect: pictures.findEffect,
        markEffects: pictures.markEffects,
      }),
      (it) => it.stop(),
    )
    const audience = owned(createAudience({ ...machine, db, journal, accounts, rooms }), (it) => it.stop())
    const moderation = owned(createModeration({ ...machine, db, journal, accounts, rooms, leases }), (it) => it.stop())
    const fields = owned(createFields({ ...machine, db, journal, rooms }), (it) => it.stop())
    const messages = owned(
      createMessages({
        ...{ ...machine, db, journal, accounts, rooms },
        mutedUntil: async (app, user) =>
          (await moderation.sanctions.ofApp(app)).find(([muted]) => muted === user)?.[1] ?? null,
      }),
      (it) => it.stop(),
    )
    // What coupons must be true of is counted app by app, each in a statement of its own.
    const countCoupons: NonNullable<Truths['coupons']> = async (_tx, apps) => {
      const counted = []
      for (const of of apps) {
        const { claimed, quota, holds, broken } = await coupons.couponTruth(of)
        counted.push([of, { holds, left: `claimed ${claimed}`, right: `at most ${quota}`, broken }] as const)
      }
      return new Map(counted)
    }
    const countClaims = compareClaims(
      { sum: sumUsedClaims, list: listUsedClaims },
      { sum: sumPricedClaims, list: listPricedClaims },
    )
    const invariants = owned(
      createInvariants({
        ...{ ...machine, db, leases },
        truths: {
          ...{ stock: countStock, coupons: countCoupons, claims: countClaims, coins: countCoins },
          ...{ payments: countPayments, revenue: countRevenue },
        },
      }),
      (it) => it.stop(),
    )
    const levels = owned(createLevels({ ...machine, db, journal, accounts, leases }), (it) => it.stop())
    const features = [live, commerce, coupons, gifts, audience, levels, invariants, moderation, fields, messages]
    for (const { source } of [live, commerce, coupons, fields]) rooms.addSource(source)
    for (const { standing } of [audience, commerce]) rooms.addStandingSource(standing)
    rooms.addSanctionSource(moderation.sanctions)

    const gateway = owned(
      createGateway({ ...machine, rooms, accounts, publicUrl, limits: overrides.gatewayLimits ?? {} }),
      (it) => it.stop(),
    )
    const api = createApi({
      ...{ ...machine, accounts, publicUrl, trustedProxies: config.trustedProxies, logRequests: config.logRequests },
      routes: [
        ...accounts.routes,
        ...rooms.routes,
        ...pictures.routes,
        ...addresses.routes,
        ...features.flatMap((feature) => feature.routes),
        ...createBoardRoutes({ gifts, people: accounts.people }),
        ...createAudit({ journal, accounts, rooms }).routes,
        ...createTransferRoutes({ db, people: accounts.people }),
      ],
      rawRoutes: [...live.rawRoutes, ...pictures.rawRoutes, ...commerce.rawRoutes],
      cardPages: config.payments === 'stripe',
      webDir: overrides.webDir ?? WEB_DIR,
      isReady: async () => (await sql`select 1`.execute(db.system)).rows.length === 1,
      degraded,
      worker: config.worker?.index ?? null,
      gauges: () => ({
        ...gaugesOfSockets(gateway),
        ...gaugesOfBus(bus.health()),
        ...commerce.gauges(),
        ...invariants.gauges(),
      }),
      ...(overrides.rates ? { rates: overrides.rates } : {}),
    })
    between?.serveOpenly(api.ownState)
    await live.listen().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error
      throw new StartError(
        `RTMP_PORT ${config.rtmpPort} is in use by another program: end that, or set RTMP_PORT to another.`,
      )
    })
    kept?.release()
    const server = owned(
      listen({ ...{ port, host: config.host, api, gateway, log }, shared: config.worker !== null }),
      async (it) => {
        const stopped = it.stop()
        await gateway.drain(SOCKETS_DRAIN_MS)
        // A player asks again and again over one connection, which never falls idle by itself.
        const cut = timers.after(REQUESTS_DRAIN_MS, () => void it.stop(true))
        await stopped
        cut.stop()
      },
    )
    const descriptors = descriptorLimit()
    if (descriptors !== null && descriptors < DESCRIPTORS_WARNED_BELOW)
      log.warn({ descriptors }, 'few file descriptors: raise them (ulimit -n) for more than a few thousand viewers')
    log.info({ url: publicUrl, port, rtmpPort: live.port, dataDir, app: accounts.defaultApp }, 'Hawker is open')

    return {
      config: { ...config, rtmpPort: live.port },
      ...{ db, journal, accounts, rooms, live, commerce, coupons, gifts, audience, moderation, fields, messages },
      ...{ gateway, api, leases, bus },
      /** A worker's parent has done this, and tells. */
      bootstrapped: bootstrapped ?? (nothingNew(accounts.defaultApp) satisfies Bootstrapped),
      /** Tells clients to move, lets requests end, closes everything; what takes too long is cut. */
      stop: async (): Promise<void> => {
        const cut = timers.after(DRAIN_MS, () => {
          log.warn('the end took too long: cutting what is left')
          void server.stop(true)
        })
        await closeAll()
        cut.stop()
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

// Who may not speak here, and who may not be here: data that the room holds, each with its end.
import type { MemberModerated, Millis, UserId } from '@hawker/protocol'

type Ends<K> = readonly (readonly [K, Millis])[]

export interface Standing {
  readonly mutes: Ends<UserId>
  readonly bans: Ends<UserId>
  readonly networks: Ends<string>
}

/** What a new reading brought that was not known before. */
export interface Learned {
  readonly mutesChanged: readonly UserId[]
  readonly banned: readonly UserId[]
  readonly networks: readonly string[]
}

const NOBODY: ReadonlyMap<UserId, Millis> = new Map()

const endOf = <K>(ends: ReadonlyMap<K, Millis>, key: K, now: Millis): Millis | null => {
  if (ends.size === 0) return null
  const until = ends.get(key)
  return until !== undefined && until > now ? until : null
}

const added = <K>(before: ReadonlyMap<K, Millis>, after: ReadonlyMap<K, Millis>, now: Millis): K[] =>
  [...after.keys()].filter((key) => endOf(after, key, now) !== null && endOf(before, key, now) === null)

/** Those for whom something else holds now than before. */
export const changed = (
  before: ReadonlyMap<UserId, Millis>,
  after: ReadonlyMap<UserId, Millis>,
  now: Millis,
): UserId[] => {
  const users = new Set([...before.keys(), ...after.keys()])
  return [...users].filter((user) => endOf(before, user, now) !== endOf(after, user, now))
}

export class RoomSanctions {
  #mutes = new Map<UserId, Millis>()
  #bans = new Map<UserId, Millis>()
  #networks = new Map<string, Millis>()
  /** Mutes that hold in every room of the app. */
  inApp: ReadonlyMap<UserId, Millis> = NOBODY

  mutedUntil(user: UserId, now: Millis): Millis | null {
    const here = endOf(this.#mutes, user, now)
    const everywhere = endOf(this.inApp, user, now)
    return here === null || everywhere === null ? (here ?? everywhere) : Math.max(here, everywhere)
  }

  bannedUntil(user: UserId, now: Millis): Millis | null {
    return endOf(this.#bans, user, now)
  }

  networkBannedUntil(network: string | null, now: Millis): Millis | null {
    return network === null ? null : endOf(this.#networks, network, now)
  }

  hear({ act, userId, until }: Pick<MemberModerated, 'act' | 'userId' | 'until'>): void {
    if (act === 'muted' && until !== null) this.#mutes.set(userId, until)
    else if (act === 'unmuted') this.#mutes.delete(userId)
    else if (act === 'banned' && until !== null) this.#bans.set(userId, until)
    else if (act === 'unbanned') this.#bans.delete(userId)
  }

  /** Replaces all that was known. */
  load({ mutes, bans, networks }: Standing, now: Millis): Learned {
    const before = { mutes: this.#mutes, bans: this.#bans, networks: this.#networks }
    this.#mutes = new Map(mutes)
    this.#bans = new Map(bans)
    this.#networks = new Map(networks)
    return {
      mutesChanged: changed(before.mutes, this.#mutes, now),
      banned: added(before.bans, this.#bans, now),
      networks: added(before.networks, this.#networks, now),
    }
  }
}

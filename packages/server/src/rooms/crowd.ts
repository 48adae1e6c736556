// The people of one room in this process: viewers as numbers, staff by name, and who of both came or left.
import { isStaff, type LossyEvent, type Millis, type PublicPerson } from '@hawker/protocol'
import { Audience, type Newcomer } from './core/audience.ts'
import { Departures } from './core/departures.ts'
import type { Member } from './door.ts'

export const personOf = ({ actor }: Member): PublicPerson | null => (actor.kind === 'person' ? actor.person : null)

export const isStaffMember = (member: Member): boolean => {
  const person = personOf(member)
  return person !== null && isStaff(person.role)
}

interface StaffSocket extends Newcomer {
  readonly connectionId: string
}

export class Crowd {
  readonly audience = new Audience()
  readonly #departures = new Departures()
  /** Sockets of staff: they are not viewers. */
  readonly #staff = new Map<string, StaffSocket>()

  /** Sockets of staff here. */
  get staffSockets(): number {
    return this.#staff.size
  }

  /** Whoever hears the room here. */
  get listeners(): number {
    return this.audience.here + this.#staff.size
  }

  /** Each once, the newest first. */
  staff(): Newcomer[] {
    const byId = new Map([...this.#staff.values()].map(({ person, at }) => [person.id, { person, at }]))
    return [...byId.values()].reverse()
  }

  /** Answers what to say of it. */
  came(member: Member, returning: boolean, at: Millis, now: number): LossyEvent | null {
    const person = personOf(member)
    if (person !== null && isStaff(person.role)) {
      const { connectionId } = member
      this.#staff.set(connectionId, { connectionId, person, at })
      return null
    }
    const isNew = this.audience.enter(member.viewerKey, person, at)
    if (person === null || !isNew) return null
    if (this.#departures.cameBack(person.id) || returning) return null
    if (!this.audience.shouldAnnounce(person, now)) return null
    return { type: 'members.joined', names: [person.name], count: 1 }
  }

  left(member: Member, now: number): void {
    if (this.#staff.delete(member.connectionId)) return
    const person = personOf(member)
    if (this.audience.leave(member.viewerKey, person) && person) this.#departures.left(person, now)
  }

  /** A viewer who becomes staff, or the other way round, has neither come nor left. */
  roleChanged(member: Member, at: Millis): void {
    const person = personOf(member)
    if (person === null) return
    const { connectionId } = member
    if (this.#staff.delete(connectionId)) {
      if (isStaff(person.role)) this.#staff.set(connectionId, { connectionId, person, at })
      else this.audience.enter(member.viewerKey, person, at)
    } else if (isStaff(person.role)) {
      this.audience.leave(member.viewerKey, person)
      this.#staff.set(connectionId, { connectionId, person, at })
    }
  }

  /** His level or name is another: lists show it. */
  renewed(member: Member): void {
    const person = personOf(member)
    if (person === null) return
    const staff = this.#staff.get(member.connectionId)
    if (staff) this.#staff.set(member.connectionId, { ...staff, person })
    else this.audience.renew(person)
  }

  /** Once a second: those who left and stayed away. */
  departed(now: number): LossyEvent | null {
    const departed = this.#departures.take(now)
    return departed && { type: 'members.left', ...departed }
  }
}

// What comes back for something said.
import type { PublicPerson } from '@hawker/protocol'

/** The server took it. Whether it was told to the room shows in the frame it comes back in. */
export interface Receipt {
  readonly taken: true
}

/** Your own custom message, as handed to listeners here and to the caller. */
export interface CustomSent {
  readonly userId: string
  readonly nick: string
  readonly avatar: string | null
  /** The message's `extension`: what the app put in. */
  readonly value: string
  readonly data: string
  readonly description: string
}

export interface CustomReceipt extends Receipt {
  readonly sent: CustomSent
}

export const sentBy = (you: PublicPerson, data: string, description: string, extension: string): CustomSent => ({
  userId: you.id,
  nick: you.name,
  avatar: you.avatarUrl,
  value: extension,
  data,
  description,
})

import { type Hawker, isRefusal, REFUSALS, type TicketProvider } from '@hawker/sdk'

/** A ticket for who is signed in; nobody in particular asks for none, and is not refused one in the browser's console. */
export const ticketOf =
  (hawker: Hawker, id: string): TicketProvider =>
  async () => {
    const you = await hawker.session.whoAmI()
    if (you === null) return null
    const ticket = isRefusal(you) ? you : await hawker.session.socketTicket(id)
    if (isRefusal(ticket) && REFUSALS[ticket.refused].retry === 'later') throw new Error(ticket.message)
    return ticket
  }

// C12. A cell that a spreadsheet would run gets an apostrophe before it on the way out, and loses it on the way in.
// What has apostrophes before such a sign gets one more, so that every text comes back as it was.

const RUN_BY_SPREADSHEETS = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
const NEUTRALISED = /^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

export const neutralise = (cell: string): string => (RUN_BY_SPREADSHEETS.test(cell) ? `'${cell}` : cell)

export const restore = (cell: string): string => (NEUTRALISED.test(cell) ? cell.slice(1) : cell)

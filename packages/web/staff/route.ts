// `/console/tea` → the room `tea`. Room ids are safe in a path.
export const roomOfPath = (path: string): string | null => {
  const [, , room] = path.split('/')
  return room && /^[A-Za-z0-9_-]{1,64}$/.test(room) ? room : null
}

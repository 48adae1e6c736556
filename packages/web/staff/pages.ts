// Pages beside the rooms: `/console?view=staff`. A path would take the name away from a room.
export const VIEWS = ['staff', 'fields'] as const
export type View = (typeof VIEWS)[number]

export const viewOfQuery = (query: string): View | null => {
  const wanted = new URLSearchParams(query).get('view')
  return VIEWS.find((view) => view === wanted) ?? null
}

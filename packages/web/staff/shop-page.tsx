import { FieldsPage } from './fields/fields-page.tsx'
import { MembersPage } from './members/members-page.tsx'
import type { View } from './pages.ts'
import { RoomList } from './rooms/room-list.tsx'

export const ShopPage = ({ view }: { view: View | null }) => {
  if (view === 'staff') return <MembersPage />
  return view === 'fields' ? <FieldsPage /> : <RoomList at="console" />
}

-- What staff did in a room, newest first. Kinds that buyers write by the thousand are not among these: placing, paying
-- and giving put nothing into it.
create index journal_deeds on journal (app_id, room_id, id desc) where kind in (
  'launch.opened', 'launch.closed', 'launch.on-sale', 'shelf.changed', 'shelf.explaining', 'room.created', 'room.moved',
  'room.edited', 'coupon.dropped', 'coupon.closed', 'gift.put', 'gift.removed', 'notice.told', 'notice.broadcast',
  'order.shipped', 'order.refunded', 'push-address.read', 'push-address.regenerated', 'auction.opened',
  'auction.closed');

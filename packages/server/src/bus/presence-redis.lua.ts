// Who sits where, over all processes, in one step for a batch. All keys have one hash tag: a batch touches many viewers.
//   processes  sorted set: a process by its last heartbeat, on Redis's clock
//   a viewer   sorted set: "<process> <socket> <room>" by when it sat down
// In a room the process of a viewer's oldest seat there counts him. Seats of dead processes go when they are seen.
import { type RedisScript, redisScript } from './redis-script.ts'

export const HEARTBEAT_MS = 5_000
/** A process that was not heard for so long is dead: what it entered is gone. */
export const DEAD_AFTER_MS = 15_000
/** Longer than any socket lives without being entered again. */
const VIEWER_LIFE_MS = 43_200_000

const NOW = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
`

/** ARGV: process, and the one it was before, or ''. Answers 1 when its seats were good until now. */
export const BEAT = redisScript(
  1,
  `${NOW}
local last = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
if ARGV[2] ~= '' then redis.call('ZREM', KEYS[1], ARGV[2]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ${4 * DEAD_AFTER_MS})
if last and now - tonumber(last) < ${DEAD_AFTER_MS} then return 1 end
return 0`,
)

/**
 * ARGV: process; then for each viewer's key (KEYS[2] …) socket, room and most sockets, 0 to leave. Answers for each:
 * whether the process counts him there, the seats taken from him (process, socket, …), who counts him now instead of
 * another (process, room, …).
 */
const ONE_SEAT = redisScript(
  2,
  `${NOW}
local me, alive, answers = ARGV[1], {}, {}
for _, process in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now - ${DEAD_AFTER_MS}, '+inf')) do alive[process] = true end
alive[me] = true

local function counters(seats)
  local by_room = {}
  for _, seat in ipairs(seats) do
    if not by_room[seat.room] then by_room[seat.room] = seat.process end
  end
  return by_room
end

for i = 2, #KEYS do
  local key, socket, room, most = KEYS[i], ARGV[3 * i - 4], ARGV[3 * i - 3], tonumber(ARGV[3 * i - 2])
  local member = me .. ' ' .. socket .. ' ' .. room
  local seats, all, sits, gone = {}, {}, false, {}
  for _, text in ipairs(redis.call('ZRANGE', key, 0, -1)) do
    local process, its_socket, its_room = string.match(text, '^(%S+) (%S+) (.*)$')
    local seat = { text = text, process = process, socket = its_socket, room = its_room }
    all[#all + 1] = seat
    if not alive[process] or (most == 0 and text == member) then
      gone[#gone + 1] = text
    else
      seats[#seats + 1] = seat
      sits = sits or text == member
    end
  end
  if most > 0 and not sits then
    seats[#seats + 1] = { text = member, process = me, socket = socket, room = room }
    redis.call('ZADD', key, now, member)
  end
  local evicted = {}
  while most > 0 and #seats > most do
    local seat = table.remove(seats, 1)
    gone[#gone + 1] = seat.text
    evicted[#evicted + 1] = seat.process
    evicted[#evicted + 1] = seat.socket
  end
  for j = 1, #gone, 200 do redis.call('ZREM', key, unpack(gone, j, math.min(j + 199, #gone))) end
  if #seats > 0 then redis.call('PEXPIRE', key, ${VIEWER_LIFE_MS}) end

  local before, after, handed = counters(all), counters(seats), {}
  for in_room, process in pairs(after) do
    if before[in_room] and before[in_room] ~= process then
      handed[#handed + 1] = process
      handed[#handed + 1] = in_room
    end
  end
  answers[i - 1] = { after[room] == me and 1 or 0, evicted, handed }
end
return answers`,
)

export const SEAT = (viewers: number): RedisScript => ({ ...ONE_SEAT, keys: viewers + 1 })

// The peer as its guide writes it: one room, each line to everybody, WebSocket only. Runs under Node or Bun alike.
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const server = createServer()
const io = new Server(server, { transports: ['websocket'], serveClient: false, pingInterval: 20_000 })
io.on('connection', (socket) => {
  socket.join('room')
  socket.on('say', (event) => io.to('room').emit('said', event))
})
setTimeout(() => process.exit(3), 180_000)
process.stdin.on('data', (text) => String(text).includes('end') && process.exit(0)).on('close', () => process.exit(0))
server.listen(0, '0.0.0.0', 4096, () => console.log(JSON.stringify({ port: server.address().port })))

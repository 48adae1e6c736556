// Four pages, one build: viewer, studio, console, shop. The server serves dist/ and picks the page by path (see README).
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname
const DEV_SERVER = process.env.HAWKER_URL ?? 'http://127.0.0.1:8080'

/** Which page answers a path; the same table stands in the server's static routes. */
const pageOf = (path: string): string | null => {
  if (path === '/' || path.startsWith('/r/') || path.startsWith('/me/')) return '/viewer.html'
  if (path === '/studio' || path.startsWith('/studio/')) return '/studio.html'
  if (path === '/shop' || path.startsWith('/shop/')) return '/shop.html'
  if (path === '/console' || path.startsWith('/console/') || path === '/signin') return '/console.html'
  return null
}

const pages = (): Plugin => ({
  name: 'hawker-pages',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const [path = '/', query] = (request.url ?? '/').split('?')
      const wantsPage = request.headers.accept?.includes('text/html')
      const page = wantsPage ? pageOf(path) : null
      if (page) request.url = query ? `${page}?${query}` : page
      next()
    })
  },
})

export default defineConfig({
  root,
  base: '/',
  appType: 'mpa',
  plugins: [react(), pages()],
  build: {
    outDir: `${root}/dist`,
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // Inlined files would need data: in the page's content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        viewer: `${root}/viewer.html`,
        studio: `${root}/studio.html`,
        console: `${root}/console.html`,
        shop: `${root}/shop.html`,
      },
    },
  },
  server: {
    proxy: {
      '/api': DEV_SERVER,
      '/live': DEV_SERVER,
      '/socket': { target: DEV_SERVER, ws: true },
    },
  },
})

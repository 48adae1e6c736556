import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import '../ui/base.css'

createRoot(document.getElementById('root')!).render(<h1>Viewer</h1>)

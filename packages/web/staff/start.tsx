// How a staff page starts: words, theme with the page's nonce, calls to the server, and the gate.
import '@mantine/core/styles.css'
import '../ui/tokens.css'
import '../ui/base.css'
import './staff.css'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { startI18n, type Words } from '../ui/i18n/index.ts'
import { HawkerContext, hawker } from './hawker.ts'
import { Gate } from './session/gate.tsx'
import { cssVariables, theme } from './theme.ts'
import staffEn from './words/en.ts'
import staffZh from './words/zh-cn.ts'

/** Browsers hide the attribute from scripts and keep the property. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce

const queries = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } })

interface StaffPage {
  readonly scheme: 'light' | 'dark'
  readonly words: { readonly en: Words; readonly 'zh-CN': Words }
  readonly page: ReactNode
}

export const startStaffPage = async ({ scheme, words, page }: StaffPage): Promise<void> => {
  await startI18n({ en: { ...staffEn, ...words.en }, 'zh-CN': { ...staffZh, ...words['zh-CN'] } })
  createRoot(document.getElementById('root')!).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={scheme}
      {...(nonce ? { getStyleNonce: () => nonce } : {})}
    >
      <QueryClientProvider client={queries}>
        <HawkerContext value={hawker}>
          <Gate>{page}</Gate>
        </HawkerContext>
      </QueryClientProvider>
    </MantineProvider>,
  )
}

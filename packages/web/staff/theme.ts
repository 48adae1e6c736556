// Our tokens as Mantine's theme: one place where the two meet.
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const ACCENT = 'persimmon'

/** Around both accents: shade 4 is the room's, shade 7 the console's. */
const persimmon: MantineColorsTuple = [
  '#fff1ea',
  '#fdebe1',
  '#ffc9b0',
  '#ffa17c',
  '#ff7f4d',
  '#f06a36',
  '#d9541f',
  '#bc4215',
  '#9c330d',
  '#7a2809',
]

/** Harm, and taking away: `--danger-solid` of both themes at the same shades. */
const red: MantineColorsTuple = [
  '#fce7e7',
  '#f9d0d1',
  '#f2a3a6',
  '#ff8a86',
  '#cf2a38',
  '#c62434',
  '#bf2130',
  '#b81f2d',
  '#9a1824',
  '#7a121b',
]

/** What the accent carries is told by the tokens: Mantine would judge it by the light theme's shade in the dark as well. */
const variantColors: VariantColorsResolver = (input) => {
  const made = defaultVariantColorsResolver(input)
  return input.variant === 'filled' && (input.color === undefined || input.color === ACCENT)
    ? { ...made, background: 'var(--accent)', hover: 'var(--accent-press)', color: 'var(--on-accent)' }
    : made
}

export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  defaultRadius: 8,
  primaryColor: ACCENT,
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  variantColorResolver: variantColors,
  colors: { persimmon, red },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '22px' },
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    // The scroll lock writes a style element of its own, which the page's policy refuses; our pages do not scroll.
    Modal: { defaultProps: { lockScroll: false, centered: true, radius: 16 } },
    Drawer: { defaultProps: { lockScroll: false, position: 'right', size: 440 } },
  },
})

const ours = {
  '--mantine-color-body': 'var(--bg)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-default': 'var(--surface-1)',
  '--mantine-color-default-hover': 'var(--surface-2)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-disabled': 'var(--surface-3)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--button-height-sm': '32px',
}

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours })

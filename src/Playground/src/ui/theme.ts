import { createTheme, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'indigo',
  // White text on these has a contrast of 5.6.
  primaryShade: 8,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", Menlo, monospace',
});

/** The library's greys for secondary text are too faint on small text: WCAG asks for a contrast of 4.5. */
export const colours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#495057',
    '--mantine-color-placeholder': '#5c636a',
    '--page': '#f6f7fb',
    '--surface': '#ffffff',
    '--line': '#dee2e6',
    '--bubble': '#e5eaff',
    '--draft': '#c3f0cf',
    '--draft-edge': '#1f7a3a',
    '--guess': '#ffe8b8',
    '--guess-edge': '#9a6200',
    '--prediction': '#ead9fb',
    '--prediction-edge': '#7b2fbf',
    '--target': '#dbe8ff',
    '--target-edge': '#2f5bb7',
    '--good': '#1f7a3a',
    '--bad': '#b02a2a',
  },
  dark: {
    '--mantine-color-dimmed': '#b6bac0',
    '--mantine-color-placeholder': '#9aa0a8',
    '--mantine-color-body': '#14161c',
    '--page': '#14161c',
    '--surface': '#1c1f27',
    '--line': '#343944',
    '--bubble': '#27305a',
    '--draft': '#17462a',
    '--draft-edge': '#5fd68a',
    '--guess': '#53400f',
    '--guess-edge': '#f2bd4b',
    '--prediction': '#42275f',
    '--prediction-edge': '#c795f5',
    '--target': '#20345c',
    '--target-edge': '#86aef5',
    '--good': '#6bdc94',
    '--bad': '#ff8f8f',
  },
});

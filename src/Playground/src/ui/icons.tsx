import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      {children}
    </svg>
  );
}

export const SendIcon = () => <Icon><path d="M12 19V5M6 11l6-6 6 6" /></Icon>;
export const StopIcon = () => <Icon><rect x="6" y="6" width="12" height="12" rx="2" fill="currentColor" /></Icon>;
export const SlidersIcon = () => <Icon><path d="M4 7h9M19 7h1M4 17h1M11 17h9" /><circle cx="16" cy="7" r="2.5" /><circle cx="8" cy="17" r="2.5" /></Icon>;
export const SunIcon = () => <Icon><circle cx="12" cy="12" r="4" /><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4" /></Icon>;
export const MoonIcon = () => <Icon><path d="M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z" /></Icon>;
export const ScreenIcon = () => <Icon><rect x="3" y="4" width="18" height="12" rx="2" /><path d="M8 20h8M12 16v4" /></Icon>;
export const NewIcon = () => <Icon><path d="M12 5v14M5 12h14" /></Icon>;
export const CopyIcon = () => <Icon><rect x="9" y="9" width="11" height="11" rx="2" /><path d="M5 15H4V6a2 2 0 0 1 2-2h9v1" /></Icon>;
export const CheckIcon = () => <Icon><path d="m5 13 4 4L19 7" /></Icon>;
export const RetryIcon = () => <Icon><path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6" /></Icon>;
export const WarningIcon = () => <Icon><path d="M12 4 2.5 20h19L12 4ZM12 10v4M12 17.2v.1" /></Icon>;

export function Logo() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" fill="none" strokeWidth="2.5" strokeLinecap="round" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#3b5bdb" />
      <path d="M9 10 22 16M9 22 22 16" stroke="#dbe4ff" />
      <circle cx="9" cy="10" r="3" fill="#8ce99a" />
      <circle cx="9" cy="22" r="3" fill="#8ce99a" />
      <circle cx="22.5" cy="16" r="4.5" fill="#fff" />
    </svg>
  );
}

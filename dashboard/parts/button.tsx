import type { ReactNode } from 'react';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly variant?: 'normal' | 'primary' | 'link';
  readonly icon?: 'copy';
  readonly ariaLabel?: string;
  readonly disabled?: boolean;
  /** It is being done: a second press changes nothing. */
  readonly busy?: boolean;
  /** Sends the form that it stands in. */
  readonly submits?: boolean;
  readonly onClick?: () => void;
}

/** As Cloudscape's looks, at a hundredth of its script: the page of an alert has to be there at once. */
export function Button({ children, variant = 'normal', icon, ariaLabel, disabled = false, busy = false, submits = false, onClick }: ButtonProps): ReactNode {
  return (
    <button type={submits ? 'submit' : 'button'} className={`button ${variant}`} aria-label={ariaLabel} aria-busy={busy || undefined} disabled={disabled || busy} onClick={onClick}>
      {icon === 'copy' && <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true"><path d="M5 5h9v9H5zM2 11V2h9" /></svg>}
      {children}
    </button>
  );
} // prettier-ignore

import { Outlet } from '@tanstack/react-router';
import { Toasts } from './toasts.tsx';

export function Root() {
  return (
    <>
      <Outlet />
      <Toasts />
    </>
  );
}

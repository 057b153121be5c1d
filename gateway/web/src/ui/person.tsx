import type { ReactNode } from 'react';
import { Avatar } from './avatar.tsx';
import css from './person.module.css';

type Props = { person: { display_name: string; picture_url?: string | null }; children?: ReactNode };

export function PersonLine({ person, children }: Props) {
  return (
    <div className={css.person}>
      <Avatar name={person.display_name} picture={person.picture_url} />
      <div>
        <p className={css.name}><bdi>{person.display_name}</bdi></p>
        {children}
      </div>
    </div>
  );
}

import { useId, useRef } from 'react';
import { deletePicture, putPicture, type Me } from '@lyceum/sdk';
import { updateMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { explain } from '../../api/words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Muted, Row } from '../../ui/page.tsx';
import css from './picture.module.css';

const changes = [['profile'], ['mentor']];

export function Picture({ me }: { me: Me }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const put = useWrite({ run: (file: File) => putPicture({ body: file, headers: { 'Content-Type': file.type } }), changes, done: updateMe });
  const drop = useWrite({ run: (_: string) => deletePicture(), changes, done: updateMe });
  const error = put.error ?? drop.error;
  return (
    <>
      <Row>
        <Avatar size="large" name={me.display_name} picture={me.picture_url} />
        <div className={css.choose}>
          <label className={css.label} htmlFor={id}>Choose a picture</label>
          <input
            ref={input} id={id} className={css.file} type="file" accept="image/png,image/jpeg,image/webp" disabled={put.isPending}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) put.mutate(file);
              event.target.value = '';
            }}
          />
          <Muted>{put.isPending ? 'Uploading…' : 'PNG, JPEG or WebP, up to 5 MB.'}</Muted>
          {me.picture_url && <Button small busy={drop.isPending} onClick={() => drop.mutate(me.id)}>Remove picture</Button>}
        </div>
      </Row>
      {Boolean(error) && <Notice tone="bad">{explain(error)}</Notice>}
    </>
  );
}

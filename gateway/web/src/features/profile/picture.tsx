import { t } from '@lingui/core/macro';
import { deletePicture, putPicture, type Me } from '@lyceum/sdk';
import { updateMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { explain } from '../../api/words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { FileButton } from '../../ui/file-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Muted, Row } from '../../ui/page.tsx';
import css from './picture.module.css';

const changes = [['profile'], ['mentor']];

export function Picture({ me }: { me: Me }) {
  const put = useWrite({ run: (file: File) => putPicture({ body: file, headers: { 'Content-Type': file.type } }), changes, done: updateMe });
  const drop = useWrite({ run: (_: string) => deletePicture(), changes, done: updateMe });
  const error = put.error ?? drop.error;
  return (
    <>
      <Row>
        <Avatar size="large" name={me.display_name} picture={me.picture_url} />
        <div className={css.choose}>
          <FileButton label={t`Choose a picture`} accept="image/png,image/jpeg,image/webp" disabled={put.isPending} onFile={(file) => put.mutate(file)} />
          <Muted>{put.isPending ? t`Uploading…` : t`PNG, JPEG or WebP, up to 5 MB.`}</Muted>
          {me.picture_url && <Button small busy={drop.isPending} onClick={() => drop.mutate(me.id)}>{t`Remove picture`}</Button>}
        </div>
      </Row>
      {Boolean(error) && <Notice tone="bad">{explain(error)}</Notice>}
    </>
  );
}

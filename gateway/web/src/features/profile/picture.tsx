import { t } from '@lingui/core/macro';
import { deletePicture, putPicture, type Me } from '@lyceum/sdk';
import { updateMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { FileButton } from '../../ui/file-button.tsx';
import { Muted, Row } from '../../ui/page.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import { takeBack, useLater } from '../../ui/undo.ts';
import { useLaterWrite } from '../../ui/undoable.tsx';
import css from './picture.module.css';

const changes = [['profile'], ['mentor']];

export function Picture({ me }: { me: Me }) {
  const put = useWrite({ run: (file: File) => putPicture({ body: file, headers: { 'Content-Type': file.type } }), changes, done: updateMe });
  const later = useLaterWrite(changes);
  const id = `picture ${me.id}`;
  const leaving = useLater(id);
  const drop = (): void => later(id, t`Your picture is removed in a moment.`, async (how) => updateMe(await deletePicture(how)));
  return (
    <>
      <Row>
        <Avatar size="large" name={me.display_name} picture={leaving ? null : me.picture_url} />
        <div className={css.choose}>
          <FileButton label={t`Choose a picture`} accept="image/png,image/jpeg,image/webp" disabled={put.isPending || leaving} onFile={(file) => put.mutate(file)} />
          <Muted>{put.isPending ? t`Uploading…` : t`PNG, JPEG or WebP, up to 5 MB.`}</Muted>
          {leaving ? <Button small autoFocus onClick={() => takeBack(id)}>{t`Undo`}</Button> : me.picture_url && <Button small onClick={drop}>{t`Remove picture`}</Button>}
        </div>
      </Row>
      {put.isError && <Refusal error={put.error} />}
    </>
  );
}

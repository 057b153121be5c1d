import { useQuery } from '@tanstack/react-query';
import { listSignIns, revokeSignIn } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loading.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Muted, Row, Stack } from '../../ui/page.tsx';
import { When } from '../../ui/time.tsx';

export function SignIns() {
  const query = useQuery({ queryKey: ['sign_in'], queryFn: ({ signal }) => listSignIns({ signal }) });
  const revoke = useWrite({ run: (id: string) => revokeSignIn({ path: { id } }), changes: [['sign_in']] });
  return (
    <Loaded query={query} lines={1}>
      {({ items }) => (
        <Stack as="ul" label="Sign-ins">
          {items.map((one) => (
            <li key={one.id}>
              <Row between>
                <div>
                  <p>{one.device || 'A device without a name'} {one.current && <Badge tone="ok">This one</Badge>}</p>
                  <Muted>Last used <When at={one.last_used_at} /></Muted>
                </div>
                {!one.current && (
                  <Button small busy={revoke.isPending && revoke.variables === one.id} aria-label={`Sign out ${one.device || 'device'}`} onClick={() => revoke.mutate(one.id)}>Sign out</Button>
                )}
              </Row>
            </li>
          ))}
        </Stack>
      )}
    </Loaded>
  );
}

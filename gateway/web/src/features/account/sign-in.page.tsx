import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { signIn } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { accept } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { device } from './device.ts';
import { Door } from './door.tsx';

export default function SignInPage() {
  const { slug } = useParams({ from: '/o/$slug/sign-in' });
  const { next } = useSearch({ from: '/o/$slug/sign-in' });
  const navigate = useNavigate();
  const write = useWrite({
    run: (body: { email: string; password: string }) => signIn({ path: { slug }, body: { ...body, device: device() } }),
    done: (signedIn) => {
      accept(signedIn);
      void navigate({ to: next ?? '/' });
    },
  });
  const foot = <p>New here? <Link to="/o/$slug/sign-up" params={{ slug }} search={next ? { next } : {}}>Create an account</Link></p>;
  return (
    <Door slug={slug} title="Sign in" foot={foot}>
      <Form label="Sign in" error={write.error} onSubmit={(data) => write.mutate({ email: text(data, 'email'), password: String(data.get('password')) })}>
        <Field label="Email" name="email" type="email" autoComplete="username" required autoFocus maxLength={254} />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <Button type="submit" look="primary" busy={write.isPending}>Sign in</Button>
      </Form>
    </Door>
  );
}

//! Keys: made once, destroyed for good.

use uuid::Uuid;

use super::Subject;
use crate::StoreError;

pub async fn all(subject: &dyn Subject) {
    let store = subject.empty().await;
    let (organization, person, other) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    assert_eq!(store.keys.get(organization, person).await.expect("get"), None);
    let key = store.keys.create(organization, person).await.expect("create");
    assert_eq!(store.keys.create(organization, person).await.expect("create again"), key);
    assert_eq!(store.keys.get(organization, person).await.expect("get"), Some(key.clone()));
    let others = store.keys.create(organization, other).await.expect("create");
    assert_ne!(others, key);
    let signing = store.keys.secret("signing").await.expect("secret");
    assert_ne!(store.keys.secret("hashing").await.expect("secret"), signing);

    let store = subject.again(store).await;
    assert_eq!(store.keys.secret("signing").await.expect("secret"), signing);
    assert_eq!(store.keys.get(organization, person).await.expect("get"), Some(key));
    for _ in 0..2 {
        store.keys.destroy(organization, person).await.expect("destroy");
    }
    let store = subject.again(store).await;
    assert_eq!(store.keys.get(organization, person).await.expect("get"), None);
    let again = store.keys.create(organization, person).await;
    assert!(matches!(again, Err(StoreError::Misuse(_))), "a destroyed key is never made again");
    assert_eq!(store.keys.get(organization, other).await.expect("get"), Some(others));
}

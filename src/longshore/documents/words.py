"""The words by which documents name the plan's keys, in English and Korean.

Words compare without case, white space and punctuation, so that `lockDuration`, `lock-duration` and
`Lock duration (minutes)` are all `lock_duration` [ARM Microsoft.ServiceBus/namespaces/queues, az servicebus].
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

_IN_PARENTHESES = re.compile(r"\([^()]*\)")
_NOT_IN_WORDS = re.compile(r"[\W_]+")

_SPELLINGS: Final[Mapping[str, str]] = {
    # Properties of entities, in the order in which plans have them.
    "max_size_in_megabytes": "max size|maximum size|size|max size mb|최대 크기|크기|최대 용량|용량"
    "|최대 사이즈",
    "default_message_time_to_live": "message ttl|ttl|time to live|default ttl|message time to live|retention"
    "|message retention|retention period|default message ttl|메시지 ttl|보존 기간|메시지 보존 기간|보관 기간"
    "|유효 기간|메시지 유효 기간|메시지 수명|메시지 유효 시간",
    "lock_duration": "lock time|lock timeout|lock|lock period|peek lock duration|message lock duration"
    "|잠금 시간|잠금 기간|잠금|메시지 잠금 시간|락 시간|lock 시간",
    "max_delivery_count": "max delivery|max deliveries|delivery count|maximum delivery count"
    "|max delivery attempts|최대 전달 횟수|최대 배달 횟수|전달 횟수|최대 전달 수|최대 전송 횟수",
    "dead_lettering_on_message_expiration": "dead lettering|dead letter|dead letter on expiration|dlq"
    "|dead lettering on expiration|dead letter on message expiration|enable dead lettering"
    "|enable dead lettering on message expiration|enable dead letter|데드레터|데드레터링|만료 시 데드레터"
    "|데드레터 처리|배달 못한 편지|배달 못한 메시지",
    "enable_partitioning": "partitioning|partitioned|partition|enable partition|파티셔닝|파티션|분할",
    "enable_duplicate_detection": "duplicate detection|requires duplicate detection|detect duplicates|dedup"
    "|deduplication|중복 감지|중복 검사|중복 제거|중복 탐지|중복 검색",
    "duplicate_detection_history_time_window": "duplicate detection window|duplicate detection history"
    "|duplicate detection history window|duplicate detection time window|duplicate window|dedup window"
    "|중복 감지 기간|중복 감지 창|중복 감지 시간|중복 감지 윈도우|중복 감지 이력|중복 감지 이력 시간",
    "enable_sessions": "session support|requires session|requires sessions|require session|enable session"
    "|sessions|session|session enabled|sessions enabled|세션|세션 사용|세션 지원|세션 활성화",
    "forward_to": "forward|forwarding|auto forward to|전달 대상",
    "forward_dead_lettered_messages_to": "forward dead letters to",
    "auto_delete_on_idle": "유휴 시 자동 삭제",
    "max_message_size_in_kilobytes": "max message size|최대 메시지 크기",
    "status": "상태",
    "dead_lettering_on_filter_evaluation_exceptions": "dead letter on filter exceptions",
    "filter": "sql filter|sql expression|filter expression|filter rule|condition|필터|sql 필터|필터 조건"
    "|조건",
    "action": "sql action|작업|동작",
    # Names of things.
    "queue_name": "queue|큐|큐 이름|큐명",
    "topic_name": "topic|토픽|토픽 이름|토픽명",
    "subscription_name": "subscription|구독|구독 이름|구독명",
    "name": "이름|명칭|metric|metric name|메트릭|지표|alert|alert name|알림|알림 이름|경고|policy|policy name"
    "|정책|정책 이름|private endpoint name|namespace name|네임스페이스 이름|네임스페이스명",
    # Sections.
    "service": "service name|서비스|서비스명|서비스 이름",
    "environment": "env|환경",
    "namespace": "service bus namespace|네임스페이스",
    "geo_dr": "geo disaster recovery|disaster recovery|geo replication|지역 재해 복구|재해 복구",
    "private_endpoint": "프라이빗 엔드포인트|프라이빗 끝점",
    "network_access": "network rules|network rule set|network access rules|네트워크 규칙",
    "properties": "settings|attributes|속성|설정",
    "subscriptions": "구독 목록",
    "default_rule": "rule|default filter",
    "access_policies": "authorization rules|shared access policies|액세스 정책|접근 정책",
    "managed_identity": "identity|관리 id|관리형 id",
    "ServiceBus": "service bus",
    # Keys of sections.
    "sku": "pricing tier|가격 책정 계층",
    "tier": "계층|티어",
    "capacity": "messaging units|premium units|units|mu|pu|용량|메시징 단위|메시징 유닛|프리미엄 유닛",
    "location": "region|지역|리전|위치",
    "alias": "geo dr alias|alias name|별칭",
    "auto_failover": "automatic failover|자동 장애조치|자동 페일오버",
    "vnet": "virtual network|vnet name|가상 네트워크",
    "subnet": "subnet name|서브넷",
    "private_dns_zone": "dns zone|private dns|프라이빗 dns 영역",
    "connection_name": "연결 이름",
    "default_action": "기본 동작|기본 작업",
    "trusted_services_allowed": "trusted service access enabled|allow trusted services|trusted services"
    "|신뢰할 수 있는 서비스 허용",
    "ip_mask": "ip|cidr|ip range|ip address|ip 범위|ip 대역",
    "principal_id": "principal|주체|주체 id",
    "role_definition": "role|role name|role definition name|역할",
    "scope": "범위",
    "rights": "permissions|claims|권한",
    "connection_endpoint": "endpoint|엔드포인트",
    "authentication": "auth|authentication method|인증|인증 방식",
    "fallback_connection_string": "fallback|fallback connection",
    "log_analytics_workspace": "log analytics|workspace|로그 분석 작업 영역",
    "threshold": "임계값|임계치|기준값",
    "operator": "comparison|연산자|비교",
    "time_aggregation": "aggregation|aggregation type|집계|집계 방식",
    "condition": "조건",
    "severity": "심각도",
    "action_group": "작업 그룹|액션 그룹|알림 그룹",
    "resource_group": "리소스 그룹",
    "unit": "단위",
}

_PROSE = "description|purpose|note|notes|remark|remarks|comment|comments|reason|설명|용도|비고|목적|참고|이유"


def plain(text: str) -> str:
    """Return what of a word counts: letters and digits in small letters, nothing in parentheses."""
    without = _IN_PARENTHESES.sub("", unicodedata.normalize("NFKC", text))
    return _NOT_IN_WORDS.sub("", without.casefold())


def words(spellings: str) -> frozenset[str]:
    """Return words, written with `|` between them, as `plain` has them."""
    return frozenset(plain(word) for word in spellings.split("|"))


_KEYS: Final = {key: words(f"{key}|{spellings}") for key, spellings in _SPELLINGS.items()}
_PROSE_KEYS: Final = words(_PROSE)


def is_key(word: str, key: str) -> bool:
    """Say whether a word of a document names a key of the plan."""
    return plain(word) in _KEYS.get(key, {plain(key)})


def spelled(word: str, keys: Iterable[str]) -> str | None:
    """Return which of these keys a word names; a key's own name goes before other words for it."""
    known = tuple(keys)
    own = (key for key in known if plain(key) == plain(word))
    return next(own, None) or next((key for key in known if is_key(word, key)), None)


def is_prose_key(word: str) -> bool:
    """Say whether a key only describes, as `description` and `remarks` do."""
    return plain(word) in _PROSE_KEYS


def rank(key: str) -> int:
    """Return where a property of an entity stands among the others in a plan."""
    order = tuple(_SPELLINGS)
    return order.index(key) if key in order else len(order)

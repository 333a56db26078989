-- The events that figures are made of, once, in a narrow form: who, when, and what each says. Personal values are
-- digests in the log already; long texts that no figure reads (how a date was counted) are left out.
INSERT INTO verify_event
SELECT e.key, e.sequence, e.at, e.name, told.body #>> '{actor,kind}', (told.body ->> 'unit')::integer,
       (told.body ->> 'secrecy')::smallint,
       (told.body -> 'payload') - '{arithmetic,policy,answers,values,calendar}'::text[]
FROM event e CROSS JOIN LATERAL (SELECT e.body::jsonb AS body OFFSET 0) AS told
WHERE e.kind = 'dossier' AND e.name IN (
    'DossierSubmitted', 'DossierAccepted', 'DossierDeclined', 'DossierStopped', 'DossierCompleted', 'ResultReturned',
    'WithdrawalGranted', 'AnswerSet', 'DueSet', 'SupplementAsked', 'SupplementCompleted', 'SupplementLapsed',
    'ProcedureChanged', 'DuplicateStopped', 'FeeFixed', 'PaymentTaken', 'TakenUp', 'OpinionLate', 'ResultProposed',
    'ResultApproved', 'ResultRefused', 'ApologySigned', 'DossierRated', 'RatingChanged', 'ReviewAsked'
);
ANALYZE verify_event;

-- What the published version of a procedure says, straight from its content.
INSERT INTO verify_trait
SELECT v.id, v.procedure, v.scope, v.valid_from, v.valid_to, v.published_at,
       coalesce(p.said ->> 'group', ''),
       p.said #>> '{handling,kind}',
       CASE WHEN p.said #>> '{service,level}' IN ('full', 'partial') THEN p.said #>> '{service,level}' ELSE 'none' END,
       -- a result is a paper unless its name begins with what is done: updated, corrected, paid out, carried out, taken in
       EXISTS (SELECT FROM jsonb_array_elements(p.said -> 'results') r WHERE coalesce(r ->> 'name', '') <> ''
               AND NOT (r ->> 'name') ^@ ANY (ARRAY['Cập nhật ', 'Chỉnh lý', 'Chi trả ', 'Thực hiện ', 'Học sinh được '])),
       EXISTS (SELECT FROM jsonb_array_elements(p.said -> 'fees') f WHERE (f ->> 'amount')::numeric <> 0),
       -- 4.5a: its subjects include citizens; a procedure of organisations alone has none
       p.said -> 'applicants' ? 'công dân',
       -- B01: somewhere in its form a field is filled from a source
       coalesce(v.content -> 'form' @? 'lax $.**.fill_from[*]', false),
       -- 1.3: name; steps; ways of doing; components; time limit (or why there is none); subjects; who executes it
       coalesce(p.said #>> '{names,vi}', '') <> ''
           AND jsonb_array_length(p.said -> 'public_steps') > 0
           AND jsonb_array_length(p.said -> 'channels') > 0
           AND jsonb_array_length(p.said -> 'components') > 0
           AND jsonb_array_length(p.said -> 'cases') > 0
           AND NOT EXISTS (
               SELECT FROM jsonb_array_elements(p.said -> 'cases') c
               WHERE c #>> '{limit,value}' IS NULL AND coalesce(c ->> 'no_limit_reason', '') = '')
           AND jsonb_array_length(p.said -> 'applicants') > 0
           AND coalesce(p.said ->> 'agency', '') <> ''
FROM procedure_version v CROSS JOIN LATERAL (SELECT v.content -> 'procedure' AS said OFFSET 0) AS p;

"""Joins ports to adapters. Everything that points outward is fulfilled here and nowhere else."""

from __future__ import annotations


def join() -> None:
    """Fulfil the ports of all contexts; called once when Django is ready."""
    from motcua.documents import ports as documents
    from motcua.documents import printing
    from motcua.dossiers import files
    from motcua.dossiers.queries.left_behind import WorkOfUnits
    from motcua.identity import ports as identity
    from motcua.integrations.messaging import smtp
    from motcua.notifications import ports as notifications
    from motcua.plans import files as plan_files
    from motcua.platform import training

    documents.register_holder("dossier", files.restrict, on_open=files.opened)
    documents.register_holder(plan_files.HOLDER, plan_files.restrict)
    identity.use_work_of_units(WorkOfUnits())
    notifications.use_mailer(smtp.from_settings)
    printing.stamp_all(training.words())

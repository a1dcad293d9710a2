"""Whether an allocation is the best, as its run claims: by its certificate, or by solving again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allocator.allocation import Allocation
from allocator.check.check_certificate import FAULTS, TOO_MANY, prove
from allocator.engines import DEFAULT, ENGINES
from allocator.errors import AllocatorError, EngineError
from allocator.runs.opb_check import check_opb_files
from allocator.runs.opb_files import WRITTEN
from allocator.runs.proof_files import compact, misses_form, program_file
from allocator.runs.read import allocation_from_record
from allocator.runs.report import Findings
from allocator.runs.run_files import RunFiles
from allocator.runs.stopped import compare_stopped
from allocator.runs.write import result_files
from allocator.scenario import Scenario
from allocator.sensitivity import find_conflict
from allocator.solving import solve

SLOWEST = "enumeration"
PROVEN = ("optimal", "infeasible")
DEFAULT_LIMIT = 60.0


@dataclass(frozen=True)
class ProofCheck:
    """The check of one run's proof.

    Parameters
    ----------
    files, findings
        The run, and what takes what is found.
    scenario
        Its inputs, with its budget.
    inputs
        The files that these give.
    record, run
        Its allocation.json and run.json.
    sound
        Whether the audit found nothing against the record.
    time_limit
        Seconds for solving again; None: see `verify`.
    """

    files: RunFiles
    findings: Findings
    scenario: Scenario
    inputs: dict[str, bytes]
    record: Mapping[str, Any]
    run: Mapping[str, Any]
    sound: bool
    time_limit: float | None

    def check(self) -> None:
        """Check the proofs, and make every file again that depends on the outcome."""
        self._pseudo_boolean()
        if self.run.get("proof") == "certificate" and self._certified():
            return
        proven = self.record.get("status") in PROVEN
        limit = self.time_limit if proven or self.time_limit is not None else DEFAULT_LIMIT
        try:
            again = self._solved(limit)
        except AllocatorError as error:
            self.findings.differs(f"solving again failed: {error}")
            return
        if not proven:
            self.findings.proven = False
            if self.sound:
                self._compare(self._recorded())
                compare_stopped(self.record, again, self.findings)
        elif again.status in PROVEN:
            self._compare(again)
            what = f"solved again by {again.engine}: compared with a new proof"
            word = " (a solver's word, not a certificate)" if again.certificate is None else ""
            self.findings.notes.append(what + word)
        else:
            self.findings.stopped = again.stopped
            why = "by Ctrl-C" if again.stopped == "interrupt" else f"after {limit or 0:g} s"
            self.findings.unchecked.append(f"solving again was stopped {why}: whether it is the best is not checked")
            if self.sound:
                self._compare(self._recorded())

    def _pseudo_boolean(self) -> None:
        said = self.run.get("pseudo_boolean")
        if said != WRITTEN:
            self.findings.notes.append(f"pseudo-Boolean proofs: {said}")
        elif self.sound and self.record.get("status") in PROVEN:
            check_opb_files(self.files, self._recorded())

    def _certified(self) -> bool:
        """Check the certificate against the program of the inputs; False where it is too large to check."""
        certificate = self.files.record("certificate.json", compact)
        made = program_file(self.scenario)
        self.files.compare("model.json", made)
        if certificate is None or not self.sound:
            return True
        program = json.loads(made)
        if misses_form(certificate, program["stage"]):
            self.findings.differs("certificate.json: its keys are not those of a certificate")
        try:
            said = prove(program, certificate, self.record)
        except FAULTS as error:
            if TOO_MANY in str(error):
                self.findings.unchecked.append(f"certificate.json: {error}; solved again instead")
                return False
            self.findings.differs(f"certificate.json proves nothing: {error}")
            return True
        self._compare(self._recorded())
        self.findings.notes.append(f"certificate: {said}")
        return True

    def _solved(self, limit: float | None) -> Allocation:
        """A new search by the run's own engine, or by the default one where it names none or that refuses the case."""
        engine = self.run.get("engine")
        own = engine if isinstance(engine, str) and engine in ENGINES and engine != SLOWEST else DEFAULT
        try:
            return solve(self.scenario, engine=own, time_limit=limit)
        except EngineError:
            if own == DEFAULT:
                raise
            return solve(self.scenario, time_limit=limit)

    def _recorded(self) -> Allocation:
        return allocation_from_record(self.scenario, self.record, self.run)

    def _compare(self, allocation: Allocation) -> None:
        conflict = None
        if allocation.status == "infeasible" and self.run.get("conflict") == "stopped":
            self.findings.unchecked.append("conflict.json: the run stopped before it had found the conflict")
        elif allocation.status == "infeasible":
            conflict = find_conflict(allocation.scenario, time_limit=self.time_limit)
            if conflict is None:
                self.findings.unchecked.append("conflict.json: the search for the conflict was stopped")
        for name, data in result_files(allocation, conflict, self.inputs).items():
            if name != "inputs/policy.yaml":  # its comments are nobody's; its values are compared by hash
                self.files.compare(name, data)

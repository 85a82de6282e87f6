using System.Diagnostics.CodeAnalysis;
using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>
/// Makes batches of events: a save goes out at once and as one update, whichever way the editor does it; a burst goes out as one batch; a file that is
/// being written is not handed out half. It has no clock: every call is told the time, which never goes back. How long what waits for what, and why, is in
/// <see cref="Settling"/>. Not for several threads at once.
/// </summary>
public sealed class EventCoalescer
{
    private readonly Dictionary<RelativePath, PendingPath> _pending = [];
    private readonly HashSet<RelativePath> _directories = [];
    private readonly HashSet<RelativePath> _passed = [];
    private int _open;

    /// <summary>How many paths went out since it was quiet last.</summary>
    private int _handedOut;
    private TimeSpan _directoriesDue;
    private TimeSpan _rulesDue;
    private TimeSpan _first;
    private TimeSpan _last;
    private TimeSpan? _lockedSince;
    private bool _hasNewRules;
    private bool _hasNewSettings;
    private bool _isHurried;

    /// <summary>Whether nothing waits to be handed out.</summary>
    public bool IsIdle => _pending.Count == 0 && _directories.Count == 0;

    /// <summary>When there may be something to hand out; null when nothing waits. Not before the present moment's turn, if it lies in the past.</summary>
    public TimeSpan? DueAt
    {
        get
        {
            if (IsIdle)
            {
                return null;
            }

            if (_isHurried)
            {
                return TimeSpan.Zero;
            }

            if (IsBurst)
            {
                TimeSpan most = _lockedSince is { } locked ? locked + Settling.LockedAtMost : _first + Settling.BurstAtMost;
                TimeSpan quiet = _lockedSince is null ? _last + Quiet : most;
                return quiet < most ? quiet : most;
            }

            TimeSpan due = _pending.Count == 0 || _directories.Count > 0 ? _directoriesDue : TimeSpan.MaxValue;
            foreach (PendingPath path in _pending.Values)
            {
                due = path.Due < due ? path.Due : due;
            }

            TimeSpan joined = _first + Settling.LockedSave;
            due = _lockedSince is not null && due < joined ? joined : due;

            // What is saved right after a rule may be what the rule is about.
            return (_hasNewRules || _hasNewSettings) && due < _rulesDue ? _rulesDue : due;
        }
    }

    /// <summary>Many paths at once, or a few after many. A file that is open keeps out of it: it has its own time.</summary>
    private bool IsBurst => _pending.Count - _open is var settled && settled > 0 && settled + _handedOut > Settling.MostPathsOfASave;

    private TimeSpan Quiet
    {
        get
        {
            TimeSpan grown = Settling.LeastQuiet + TimeSpan.FromMilliseconds(_pending.Count / 16);
            return grown < Settling.MostQuiet ? grown : Settling.MostQuiet;
        }
    }

    /// <summary>Takes an event.</summary>
    public void Add(in TreeEvent happened, TimeSpan now)
    {
        if (happened.Kind is TreeEventKind.RepositoryLocked or TreeEventKind.RepositoryUnlocked)
        {
            _lockedSince = happened.Kind == TreeEventKind.RepositoryLocked ? now : null;
            return;
        }

        _first = IsIdle ? now : _first;
        _handedOut = now - _last > Settling.LeastQuiet ? 0 : _handedOut;
        _last = now;
        switch (happened.Kind)
        {
            case TreeEventKind.Created:
                Create(happened.Path, now);
                break;
            case TreeEventKind.Modified:
                Modify(happened.Path, now);
                break;
            case TreeEventKind.Written:
                Close(happened.Path, now);
                break;
            case TreeEventKind.Appeared:
                Appear(happened.Path, now);
                break;
            case TreeEventKind.DirectoryAppeared:
                Settle(happened.Path, now + Settling.NewName).IsDeep = true;
                Disturb(happened.Path, now);
                break;
            case TreeEventKind.Moved:
                Move(happened, now, isDeep: false);
                break;
            case TreeEventKind.DirectoryMoved:
                Move(happened, now, isDeep: true);
                break;
            case TreeEventKind.Removed:
                Vacate(happened.Path, now);
                break;
            case TreeEventKind.MetadataSet:
                SetMetadata(happened.Path, now);
                break;
            case TreeEventKind.RulesChanged:
                _hasNewRules = true;
                Settle(happened.Path, _rulesDue = now + Settling.NewName).IsDeep = true;
                break;
            case TreeEventKind.SettingsChanged:
                _hasNewSettings = true;
                Settle(RelativePath.Root, _rulesDue = now + Settling.NewName).IsDeep = true;
                break;
            default:
                Settle(happened.Path, now).IsDeep = true;
                break;
        }
    }

    /// <summary>Hands out all there is next time, whatever it waits for: somebody wants what was saved until now.</summary>
    public void Hurry() => _isHurried = !IsIdle;

    /// <summary>Hands out what is due; false when nothing is.</summary>
    public bool TryTake(TimeSpan now, [NotNullWhen(true)] out ChangeBatch? batch)
    {
        batch = null;
        if (DueAt is not { } due || due > now)
        {
            return false;
        }

        bool isBurst = IsBurst;
        List<RelativePath> taken = [.. _pending.Where(path => _isHurried || path.Value.Due <= now || (isBurst && path.Value.OpenSince is null)).Select(path => path.Key)];
        var paths = new List<ScopedPath>(taken.Count + _directories.Count);
        foreach (RelativePath path in taken)
        {
            Forget(path, out PendingPath? pending);
            paths.Add(new ScopedPath(path, pending!.IsDeep));
        }

        _handedOut += taken.Count;

        // The directories' times go with whatever goes.
        paths.AddRange(_directories.Select(path => new ScopedPath(path, IsDeep: false)));
        _directories.Clear();
        batch = new ChangeBatch(PathScope.Of(paths), _first, _hasNewRules, _hasNewSettings) { Passed = [.. _passed.Where(path => !_pending.ContainsKey(path))] };
        _passed.Clear();
        _isHurried = false;
        (_hasNewRules, _hasNewSettings, _first) = (false, false, now);
        return true;
    }

    private void Create(RelativePath path, TimeSpan now)
    {
        // Where something stood a moment ago, it is the new version of that.
        bool isNew = !_pending.ContainsKey(path);
        PendingPath pending = Settle(path, now + Settling.OpenFile);
        pending.IsNew = isNew;
        Open(pending, now);
        Disturb(path, now);
    }

    private void Modify(RelativePath path, TimeSpan now)
    {
        PendingPath pending = Settle(path, now);
        Open(pending, now);
        TimeSpan most = pending.OpenSince!.Value + Settling.OpenFileAtMost;
        TimeSpan quiet = now + Settling.OpenFile;
        pending.Due = quiet < most ? quiet : most;
    }

    private void Close(RelativePath path, TimeSpan now)
    {
        PendingPath pending = Settle(path, now);
        Close(pending);
        pending.Due = pending.IsNew ? now + Settling.NewName : now;
    }

    /// <summary>What was moved in complete may have replaced something, and is as finished as a file can be.</summary>
    private void Appear(RelativePath path, TimeSpan now)
    {
        Close(Settle(path, now));
        Disturb(path, now);
    }

    private void Move(in TreeEvent move, TimeSpan now, bool isDeep)
    {
        bool wasTemporary = _pending.TryGetValue(move.Source, out PendingPath? source) && source.IsNew;
        bool isBack = _pending.ContainsKey(move.Path);
        if (wasTemporary)
        {
            ForgetNew(move.Source);
        }
        else
        {
            Vacate(move.Source, now);
        }

        // What is moved from a name that was there before goes together with what becomes of that name: it may be an editor's backup.
        TimeSpan due = wasTemporary || isBack ? now : now + Settling.VacatedName;
        PendingPath pending = Settle(move.Path, due);
        Close(pending);
        pending.IsNew = !wasTemporary && !isBack;
        pending.IsDeep |= isDeep;
        Disturb(move.Source, now);
        Disturb(move.Path, now);
    }

    private void Vacate(RelativePath path, TimeSpan now)
    {
        Disturb(path, now);
        if (_pending.TryGetValue(path, out PendingPath? pending) && pending.IsNew)
        {
            ForgetNew(path);
            return;
        }

        Close(Settle(path, now + Settling.VacatedName));
    }

    private void SetMetadata(RelativePath path, TimeSpan now)
    {
        if (!_pending.ContainsKey(path))
        {
            Settle(path, now);
        }
    }

    private PendingPath Settle(RelativePath path, TimeSpan due)
    {
        if (!_pending.TryGetValue(path, out PendingPath? pending))
        {
            _pending.Add(path, pending = new PendingPath());
        }

        pending.Due = due;
        return pending;
    }

    /// <summary>The directory of a name that came or went has a new time.</summary>
    private void Disturb(RelativePath path, TimeSpan now)
    {
        _directoriesDue = now + Settling.DirectoryTime;
        _directories.Add(path.Parent);
    }

    private void Open(PendingPath pending, TimeSpan now)
    {
        _open += pending.OpenSince is null ? 1 : 0;
        pending.OpenSince ??= now;
    }

    private void Close(PendingPath pending)
    {
        _open -= pending.OpenSince is null ? 0 : 1;
        pending.OpenSince = null;
    }

    /// <summary>What came and went is not waited for.</summary>
    private void ForgetNew(RelativePath path)
    {
        Forget(path, out _);
        _passed.Add(path);
    }

    private void Forget(RelativePath path, out PendingPath? pending)
    {
        if (_pending.Remove(path, out pending))
        {
            Close(pending);
        }
    }
}

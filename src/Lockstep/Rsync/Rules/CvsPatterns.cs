namespace Lockstep.Rsync.Rules;

/// <summary>What CVS ignores by itself.</summary>
internal static class CvsPatterns
{
    /// <summary>The patterns, divided by spaces.</summary>
    public const string Standard =
        "RCS SCCS CVS CVS.adm RCSLOG cvslog.* tags TAGS .make.state .nse_depinfo *~ #* .#* ,* _$* *$ *.old *.bak *.BAK *.orig *.rej .del-* "
        + "*.a *.olb *.o *.obj *.so *.exe *.Z *.elc *.ln core .svn/ .git/ .hg/ .bzr/";
}

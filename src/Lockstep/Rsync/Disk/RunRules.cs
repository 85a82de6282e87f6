using Lockstep.Files;
using Lockstep.Rsync.Rules;

namespace Lockstep.Rsync.Disk;

/// <summary>The filter rules of a run, in force below each of its roots. For one thread.</summary>
/// <param name="create">Reads the rules with the files of a root.</param>
/// <param name="mayReadGiven">Whether rules may name files of the user.</param>
internal sealed class RunRules(Func<IRuleFiles, FilterRules> create, bool mayReadGiven) : IEntryRules
{
    private const int MaxRemembered = 4096;

    private readonly List<Below> _roots = [];

    /// <summary>The rules apart from any root.</summary>
    public FilterRules Plain { get; } = create(new RuleFiles(root: null, mayReadGiven));

    /// <summary>Adds a root; roots are numbered in the order of adding.</summary>
    public void Add(RootedDirectory root) => _roots.Add(new Below(create(new RuleFiles(root, mayReadGiven)), root));

    /// <inheritdoc/>
    public bool IsHidden(int root, ReadOnlySpan<byte> path, bool isDirectory) =>
        _roots[root].ForParentOf(path).Excludes(path, isDirectory, RuleSides.Sender);

    /// <inheritdoc/>
    public bool IsProtected(ReadOnlySpan<byte> path, bool isDirectory, bool isDeleting) =>
        _roots.Count > 0 && _roots[0].ForParentOf(path).Excludes(path, isDirectory, RuleSides.Receiver, isDeleting);

    /// <summary>What is in force below one root.</summary>
    private sealed class Below(FilterRules rules, RootedDirectory root)
    {
        private readonly DirectoryRules _top = rules.AtTop(ByteWord.Of(root.Root.FindPath() ?? "/"u8)).Enter("");
        private readonly Dictionary<string, DirectoryRules> _known = [];

        public DirectoryRules ForParentOf(ReadOnlySpan<byte> path)
        {
            int slash = path.LastIndexOf((byte)'/');
            return slash < 0 || !rules.ArePerDirectory ? _top : For(ByteWord.Of(path[..slash]));
        }

        private DirectoryRules For(string directory)
        {
            if (_known.TryGetValue(directory, out DirectoryRules? known))
            {
                return known;
            }

            int slash = directory.LastIndexOf('/');
            DirectoryRules parent = slash < 0 ? _top : For(directory[..slash]);
            if (_known.Count >= MaxRemembered)
            {
                _known.Clear();
            }

            return _known[directory] = parent.Enter(directory);
        }
    }
}

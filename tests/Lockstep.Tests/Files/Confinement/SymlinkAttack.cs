using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tests.Files.State;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Confinement;

/// <summary>
/// Somebody who may write to a tree swaps its directories and files for symbolic links to what lies outside, and back, as fast as one thread can:
/// each swap is one instant, so that every look finds either.
/// </summary>
internal sealed class SymlinkAttack : IDisposable
{
    private readonly string _root;
    private readonly DirectoryHandle _aside;
    private readonly string[] _targets;
    private readonly Thread _thread;
    private volatile bool _isOver;

    /// <summary>Swaps with links that belong to another user: for tests that run as root.</summary>
    /// <inheritdoc cref="SymlinkAttack(string, string, string, string[])"/>
    public static SymlinkAttack OfAnotherUser(string root, string aside, string outside, params string[] targets) => new(root, aside, outside, targets, OtherUser.OwnEntry);

    /// <param name="root">The tree that is attacked.</param>
    /// <param name="aside">An empty directory on its file system, outside of it.</param>
    /// <param name="outside">Where the links lead: the same paths below it.</param>
    /// <param name="targets">Paths in the tree.</param>
    public SymlinkAttack(string root, string aside, string outside, params string[] targets)
        : this(root, aside, outside, targets, give: null)
    {
    }

    private SymlinkAttack(string root, string aside, string outside, string[] targets, Action<string>? give)
    {
        _root = root;
        _targets = targets;
        _aside = DirectoryHandle.Open(Encoding.UTF8.GetBytes(Directory.CreateDirectory(aside).FullName));
        for (int i = 0; i < targets.Length; i++)
        {
            _aside.Symlink(Encoding.UTF8.GetBytes(Path.Combine(outside, targets[i])), NameOf(i));
            give?.Invoke(Path.Combine(aside, Encoding.ASCII.GetString(NameOf(i))));
        }

        _thread = new Thread(Attack);
        _thread.Start();
    }

    /// <summary>How often something was swapped.</summary>
    public long Swaps { get; private set; }

    /// <summary>Ends the attack with the tree as it should be, if it still can be.</summary>
    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        for (int i = 0; i < _targets.Length; i++)
        {
            bool isSwapped = _aside.TryStat(NameOf(i), out FileStatus status) && status.Type != EntryType.Symlink;
            if (isSwapped)
            {
                TrySwap(i);
            }
        }

        _aside.Dispose();
    }

    private static byte[] NameOf(int target) => Encoding.ASCII.GetBytes($"target{target}");

    private void Attack()
    {
        for (int i = 0; !_isOver; i = (i + 1) % _targets.Length)
        {
            TrySwap(i);
        }
    }

    private void TrySwap(int target)
    {
        try
        {
            using DirectoryHandle root = DirectoryHandle.Open(Encoding.UTF8.GetBytes(_root));
            var path = RelativePath.Parse(_targets[target]);
            DirectoryHandle parent = root;
            foreach (Range range in path.Parent.Bytes.Split((byte)'/'))
            {
                parent = path.Parent.IsRoot ? root : parent.OpenDirectory(path.Parent.Bytes[range]);
            }

            using (parent)
            {
                Swaps += parent.TryExchange(path.Name, _aside, NameOf(target)) ? 1 : 0;
            }
        }
        catch (FileSystemException)
        {
            // The path is not there at the moment.
        }
    }
}

namespace Lockstep.Rsync.Roles;

/// <summary>The receiver cannot go on, so that its generator cannot either.</summary>
internal sealed class ReceiverFailedException(Exception why) : Exception(why.Message, why);
